//go:build unix

package evaluator

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"espc.dev/compiler/frontend/bounded"
)

// few are limits that are enough for what answers, on a busy machine too.
var few = bounded.Limits{Time: 20 * time.Second, Heap: 64 << 20}

func pool(t *testing.T) *Pool {
	p := newPool()
	t.Cleanup(p.Close)
	return p
}

func TestAnEvaluationIsInAnotherProcessThatIsUsedAgain(t *testing.T) {
	t.Parallel()
	p := pool(t)
	first := ask(t.Context(), p, few, "pid")
	pid, err := strconv.Atoi(first.text)
	if err != nil || pid == os.Getpid() {
		t.Fatalf("got %+v; this process is %d", first, os.Getpid())
	}
	if first.place.File.Name != "a.fake" || first.place.End != 3 {
		t.Errorf("the place is %+v", first.place)
	}
	if again := ask(t.Context(), p, few, "pid"); again.text != first.text {
		t.Errorf("another process: %s, then %s", first.text, again.text)
	}
}

func TestAnEvaluationSeesNothingOfTheEnvironment(t *testing.T) {
	t.Parallel()
	if got := ask(t.Context(), pool(t), few, "environment"); got.text != "GOTRACEBACK=none" {
		t.Errorf("got %+v", got)
	}
}

func TestWhateverAnEvaluationDoesEndsItsProcessAlone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		what, want string
		limits     bounded.Limits
	}{
		{"spin", "takes too long", bounded.Limits{Time: 100 * time.Millisecond, Heap: 64 << 20}},
		{"allocate", "takes too much memory", few},
		{"grow", "takes too much memory", few},
		{"overflow", "takes too much memory", few},
		{"die in parsing", "takes too much memory", few},
		{"long", "takes too much memory", few},
		{"panic", "the evaluator failed: panic: oh", few},
		{"exit", "the evaluator failed: ", few},
		{"over", "takes too long", few},
	}
	for _, test := range tests {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			p := pool(t)
			got := ask(t.Context(), p, test.limits, test.what)
			if !strings.HasPrefix(got.summary, test.want) || got.place.File == nil || got.place.File.Name != "a.fake" {
				t.Errorf("got %+v, want %s", got, test.want)
			}
			if next := ask(t.Context(), p, few, "pid"); next.text == "" {
				t.Errorf("and after it: %+v", next)
			}
		})
	}
}

func TestACancelledEvaluationIsEnded(t *testing.T) {
	t.Parallel()
	p := pool(t)
	name := t.TempDir() + "/pid"
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if content, err := os.ReadFile(name); err == nil && len(content) > 0 {
				cancel()
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	if got := ask(ctx, p, bounded.Limits{Time: time.Hour, Heap: 64 << 20}, "spin "+name); got.summary != context.Canceled.Error() {
		t.Errorf("got %+v", got)
	}
	if pid := pidIn(t, name); syscall.Kill(pid, 0) == nil {
		t.Errorf("the process %d is there", pid)
	}
}

func TestAProcessThatEndedWhileItWasIdleIsReplaced(t *testing.T) {
	t.Parallel()
	p := pool(t)
	first := ask(t.Context(), p, few, "pid")
	pid, err := strconv.Atoi(first.text)
	if err != nil {
		t.Fatalf("got %+v", first)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if next := ask(t.Context(), p, few, "pid"); next.text == "" || next.text == first.text {
		t.Errorf("got %+v after %+v", next, first)
	}
}

func TestSeveralAreEvaluatedAtOnce(t *testing.T) {
	t.Parallel()
	p := pool(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for range 3 {
				if got := ask(t.Context(), p, few, "pid"); got.text == "" {
					t.Errorf("got %+v", got)
				}
			}
		})
	}
	wg.Wait()
	if len(p.idle) > maxIdle {
		t.Errorf("%d processes are kept", len(p.idle))
	}
}

// Where no process can be had, and where the program is another one by now, the evaluation is done here.
func TestWithoutAProcessTheEvaluationIsDoneHere(t *testing.T) {
	t.Parallel()
	closed := newPool()
	closed.Close()
	for what, p := range map[string]*Pool{"another version": New(os.Args[0], "other", serveArg), "a closed pool": closed, "no such command": New(os.Args[0], version, "-test.run=^$")} {
		t.Cleanup(p.Close)
		for range 2 {
			if got := ask(t.Context(), p, few, "pid"); got.text != strconv.Itoa(os.Getpid()) {
				t.Errorf("%s: got %+v", what, got)
			}
		}
	}
}

func pidIn(t *testing.T, name string) int {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(content))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
