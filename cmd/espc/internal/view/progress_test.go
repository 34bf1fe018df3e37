package view

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"espc.dev/backends"
)

func event(p backends.Phase, within, name, text string) backends.Event {
	e := backends.Event{Phase: p, Address: backends.ObjectAddress{Type: "AWS::SQS::Queue", Name: name}, Text: text}
	if within != "" {
		e.Within = strings.Split(within, "/")
	}
	return e
}

func TestWithoutATerminalEachEventIsALine(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "stack shop", W: &b})
	p.Event(backends.Event{Phase: backends.Running, Text: "uploaded f.zip", Done: 1_234, Total: 2_500_000, Bytes: true})
	e := event(backends.Running, "Inner", "Orders", "CREATE_IN_PROGRESS")
	e.Done, e.Total = 1, 12
	p.Event(e)
	e = event(backends.Failed, "", "Bad", "CREATE_FAILED")
	e.Reason = "it is\n\x1b[31mred"
	p.Event(e)
	p.Event(backends.Event{Phase: backends.Done, Text: "CREATE_COMPLETE"})
	p.Close()
	want := `stack shop: uploaded f.zip, 1.2 kB of 2.5 MB
stack shop: [1/12] Inner > AWS::SQS::Queue/Orders CREATE_IN_PROGRESS
stack shop: AWS::SQS::Queue/Bad CREATE_FAILED: it is <U+001B>[31mred
stack shop: CREATE_COMPLETE
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestProgressThatIsOffShowsNothingAndStillKnowsWhatIsOpen(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "stack shop", W: &b, Height: 40, Off: true})
	p.Event(event(backends.Running, "", "Orders", "CREATE_IN_PROGRESS"))
	p.Event(event(backends.Running, "", "Other", "CREATE_IN_PROGRESS"))
	p.Event(event(backends.Done, "", "Other", "CREATE_COMPLETE"))
	p.Close()
	if b.Len() > 0 {
		t.Errorf("it shows %q", b.String())
	}
	if got := fmt.Sprint(p.Open()); got != "[AWS::SQS::Queue/Orders CREATE_IN_PROGRESS]" {
		t.Errorf("open are %s", got)
	}
}

// screen is what a terminal shows after it obeyed what was written: the two sequences that progress uses.
func screen(t *testing.T, written string) string {
	t.Helper()
	var lines []string
	for written != "" {
		if rest, ok := strings.CutPrefix(written, "\x1b["); ok {
			var up int
			if _, err := fmt.Sscanf(rest, "%dA\x1b[J", &up); err != nil || up > len(lines) {
				t.Fatalf("a sequence that a terminal with %d lines would not obey as meant: %q", len(lines), rest[:min(20, len(rest))])
			}
			lines = lines[:len(lines)-up]
			_, written, _ = strings.Cut(rest, "\x1b[J")
			continue
		}
		line, rest, _ := strings.Cut(written, "\n")
		lines, written = append(lines, line), rest
	}
	return strings.Join(lines, "\n")
}

func TestOnATerminalTheTreeIsRedrawnInPlace(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "stack shop", W: &b, Height: 40, Style: Style{Width: 60}})
	defer p.Close()
	p.now = func() time.Time { return time.Unix(0, 0) }
	p.Event(event(backends.Running, "Inner", "Deep", "CREATE_IN_PROGRESS")) // before the branch itself is told of
	p.Event(event(backends.Running, "", "Orders", "CREATE_IN_PROGRESS"))
	inner := event(backends.Running, "", "Inner", "CREATE_IN_PROGRESS")
	inner.Address.Type = "AWS::CloudFormation::Stack"
	p.Event(inner)
	p.now = func() time.Time { return time.Unix(75, 0) }
	failed := event(backends.Failed, "Inner", "Deep", "CREATE_FAILED")
	failed.Reason = strings.Repeat("long ", 30)
	p.Event(failed)
	done := event(backends.Done, "", "Orders", "CREATE_COMPLETE")
	done.Done, done.Total = 1, 3
	p.Event(done)
	want := `stack shop 1/3
  … AWS::CloudFormation::Stack/Inner CREATE_IN_PROGRESS 1m…
  ✗   AWS::SQS::Queue/Deep CREATE_FAILED: long long long l…
  ✓ AWS::SQS::Queue/Orders CREATE_COMPLETE`
	if got := screen(t, b.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATreeThatIsHigherThanTheTerminalShowsWhatIsNotDone(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "stack shop", W: &b, Height: 8, Style: Style{Width: 80}})
	defer p.Close()
	p.now = func() time.Time { return time.Unix(0, 0) }
	for i := range 20 {
		p.Event(event(backends.Running, "", fmt.Sprint("Q", i), "CREATE_IN_PROGRESS"))
	}
	for i := range 8 {
		p.Event(event(backends.Done, "", fmt.Sprint("Q", i), "CREATE_COMPLETE"))
	}
	got := screen(t, b.String())
	want := `stack shop
  … 8 done
  … AWS::SQS::Queue/Q8 CREATE_IN_PROGRESS 0s
  … AWS::SQS::Queue/Q9 CREATE_IN_PROGRESS 0s
  … AWS::SQS::Queue/Q10 CREATE_IN_PROGRESS 0s
  … AWS::SQS::Queue/Q11 CREATE_IN_PROGRESS 0s
  … and 8 more`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Elsewhere than on a terminal nobody reads a thousand lines, but what went wrong is not to be missed among them.
func TestOfManyObjectsTheLinesAreATenthEachAndWhatFailed(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "cluster dev", W: &b})
	p.now = func() time.Time { return time.Unix(0, 0) }
	for i := range 500 {
		e := event(backends.Running, "", fmt.Sprint("Q", i), "applying")
		e.Done, e.Total = int64(i), 500
		p.Event(e)
		e.Phase, e.Text, e.Done = backends.Done, "applied", int64(i+1)
		if i == 123 {
			e.Phase, e.Text = backends.Failed, "refused"
		}
		p.Event(e)
	}
	p.Event(backends.Event{Phase: backends.Running, Text: "waiting for 3 objects"})
	p.Close()
	got := b.String()
	if n := strings.Count(got, "\n"); n > 20 {
		t.Errorf("it has %d lines:\n%s", n, got)
	}
	for _, want := range []string{"[50/500] AWS::SQS::Queue/Q49 applied\n", "[124/500] AWS::SQS::Queue/Q123 refused\n", "[500/500] AWS::SQS::Queue/Q499 applied\n", "waiting for 3 objects\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestATargetThatIsSlowHasALineNowAndThen(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "cluster dev", W: &b})
	now := time.Unix(0, 0)
	p.now = func() time.Time { return now }
	for i := range 40 {
		now = now.Add(time.Second)
		e := event(backends.Running, "", fmt.Sprint("Q", i), "not ready")
		e.Total = 500
		p.Event(e)
	}
	p.Close()
	if n := strings.Count(b.String(), "\n"); n < 4 || n > 5 {
		t.Errorf("in 40 seconds there were %d lines:\n%s", n, b.String())
	}
}

func TestATreeOfThousandsIsDrawnNowAndThenAndToItsEnd(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "cluster dev", W: &b, Height: 10, Style: Style{Width: 80}})
	p.now = func() time.Time { return time.Unix(0, 0) }
	for i := range 5000 {
		e := event(backends.Done, "", fmt.Sprint("Q", i), "applied")
		e.Done, e.Total = int64(i+1), 5000
		p.Event(e)
	}
	p.Close()
	if n := strings.Count(b.String(), "\x1b["); n > 500 {
		t.Errorf("it was drawn %d times", n)
	}
	if got := screen(t, b.String()); got != "cluster dev 5000/5000\n  … 5000 done" {
		t.Errorf("the screen shows\n%s", got)
	}
}

func TestAFailureThatTheLastLineOfAnObjectSaidAlreadyIsNotSaidTwice(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(ProgressOptions{Title: "cluster dev", W: &b})
	for _, phase := range []backends.Phase{backends.Running, backends.Failed} {
		e := event(phase, "", "Orders", "0 of 1 ready")
		e.Reason = "pod x: ImagePullBackOff"
		p.Event(e)
	}
	e := event(backends.Failed, "", "Other", "0 of 1 ready")
	p.Event(e)
	p.Close()
	want := "cluster dev: AWS::SQS::Queue/Orders 0 of 1 ready: pod x: ImagePullBackOff\ncluster dev: AWS::SQS::Queue/Other 0 of 1 ready\n"
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
