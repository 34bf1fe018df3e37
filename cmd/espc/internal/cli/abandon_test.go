package cli

import (
	"bytes"
	"strings"
	"testing"

	"espc.dev/backends"
)

// FAULT 9: what had begun in the target and not ended is named when the process ends at once.
func TestASecondInterruptNamesWhatHadBegun(t *testing.T) {
	var said bytes.Buffer
	status := 0
	a := &app{io: IO{Err: &said, Exit: func(code int) { status = code }}, noProgress: true}
	_, _ = a.changing("stack shop", "espc apply -e prod", func(o backends.Options) (backends.Report, error) {
		o.Emit(backends.Event{Phase: backends.Done, Address: backends.ObjectAddress{Type: "AWS::SQS::Queue", Name: "Ended"}, Text: "CREATE_COMPLETE"})
		o.Emit(backends.Event{Phase: backends.Running, Within: []string{"Inner"}, Address: backends.ObjectAddress{Type: "AWS::SQS::Queue", Name: "Begun"}, Text: "CREATE_IN_PROGRESS"})
		a.abandon(143)
		return backends.Report{}, nil
	})
	want := `
Not known is what becomes of the change of stack shop, and how these ended:
  Inner
  Inner > AWS::SQS::Queue/Begun CREATE_IN_PROGRESS
Run espc apply -e prod, which waits for what is under way and goes on.
Error: interrupted twice, with the outcome at stack shop unknown
`
	if status != 143 || said.String() != want {
		t.Errorf("exit %d, said %q, want %q", status, said.String(), want)
	}
	said.Reset()
	a.abandon(130) // nothing is under way
	if status != 130 || strings.TrimSpace(said.String()) != "Error: interrupted twice" {
		t.Errorf("exit %d, said %q", status, said.String())
	}
}
