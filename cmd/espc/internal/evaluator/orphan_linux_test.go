package evaluator

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A process that evaluates ends when espc is gone, however that ended.
func TestAnEvaluationDoesNotOutliveEspc(t *testing.T) {
	t.Parallel()
	name := t.TempDir() + "/pid"
	parent := exec.Command(os.Args[0], parentArg, "spin "+name)
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	within(t, "it evaluates", func() bool { content, err := os.ReadFile(name); return err == nil && len(content) > 0 })
	pid := pidIn(t, name)
	if !runs(pid) {
		t.Fatalf("the process %d does not run", pid)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	within(t, "the evaluation has ended", func() bool { return !runs(pid) })
}

// runs reports whether a process is there and is none that only waits to be asked how it ended.
func runs(pid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(state, "Z")
}

func within(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited for a minute: %s", what)
		}
	}
}
