package target

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Apply executes the change set of a plan, follows it to its end, and records a revision. Where a run that was killed had
// begun to, it goes on from there.
func (t *Target) Apply(ctx context.Context, d backends.Desired, o backends.Options) (backends.Report, error) {
	if d.Prepared != "" {
		if done, r, err := t.saved(ctx, d, o); done || err != nil {
			return r, err
		}
	}
	p, err := t.prepare(ctx, "apply", d, o)
	if err != nil {
		if d.Prepared != "" { // another run may have executed the same change set meanwhile
			if done, r, again := t.saved(ctx, d, o); done && again == nil {
				return r, nil
			}
		}
		return backends.Report{Left: addresses(d.Changes)}, err
	}
	if p.Empty {
		r := backends.Report{Outputs: outputs(p.stack), Already: true}
		t.remember(ctx, &r, d, p)
		return r, nil
	}
	rev, warn := t.begin(ctx, d, p)
	w, err := t.follow(ctx, "apply", aws.ToString(p.set.StackId), o)
	if err != nil {
		return backends.Report{Left: addresses(d.Changes)}, err
	}
	w.objects, w.trees, w.total = d.Objects, p.release.trees, int64(p.count)
	if err := t.execute(ctx, p.set); err != nil {
		t.end(ctx, rev, backends.Failed)
		return backends.Report{Left: addresses(d.Changes)}, err
	}
	r, err := t.finish(ctx, w, p.Changes)
	r.Diagnostics = append(append(r.Diagnostics, p.Diagnostics...), warn...)
	if rev != nil {
		r.Revision = rev.Number
		switch {
		case err == nil:
			t.end(ctx, rev, backends.Done)
		case w.last != "" && ended(w.last):
			t.end(ctx, rev, backends.Failed)
		}
	}
	return r, err
}

// saved goes on with the change set of a saved plan that was executed already. It reports false where it was not, and the
// plan is to be executed as usual.
func (t *Target) saved(ctx context.Context, d backends.Desired, o backends.Options) (bool, backends.Report, error) {
	if _, err := t.who(ctx, "apply"); err != nil {
		return false, backends.Report{}, err
	}
	c, err := t.describeChangeSet(ctx, "apply", d.Prepared)
	switch {
	case err != nil:
		return false, backends.Report{}, err
	case c == nil:
		if ok, err := t.deployedBy(ctx, d.Prepared); err != nil || !ok {
			if err == nil {
				err = t.stale("the change set of the saved plan is gone")
			}
			return false, backends.Report{}, err
		}
	case c.executed():
	case !c.ready():
		return false, backends.Report{}, t.stale("the change set of the saved plan is %s: another deployment came before it", c.ExecutionStatus)
	default:
		return false, backends.Report{}, nil
	}
	r, err := t.Settle(ctx, o)
	if err != nil {
		return true, r, err
	}
	r.Already = len(r.Done)+len(r.Failed) == 0 // else a run that was killed had begun, and this one saw it through
	s, err := t.read(ctx, "apply")
	if err != nil {
		return true, r, err
	}
	e, err := t.encode(ctx, d.Artifacts)
	if err != nil {
		return true, r, err
	}
	if !s.exists || s.templates[e.entry.path] != string(e.entry.data) {
		return true, r, t.stale("the change set of the saved plan was executed before, and the stack %s holds something else now", t.Stack)
	}
	r.Outputs = outputs(s)
	t.remember(ctx, &r, d, &prepared{release: e, stack: s})
	return true, r, nil
}

// execute starts a change set, once.
func (t *Target) execute(ctx context.Context, c *changeSet) error {
	started := func(ctx context.Context) (bool, error) {
		now, err := t.describeChangeSet(ctx, "apply", c.arn())
		if err != nil || now != nil {
			return err == nil && now.executed(), err
		}
		return t.deployedBy(ctx, c.arn())
	}
	in := &cloudformation.ExecuteChangeSetInput{ChangeSetName: aws.String(c.arn()), ClientRequestToken: aws.String(rand.Text())}
	err := t.exactlyOnce(ctx, func(ctx context.Context) error {
		_, err := t.once.ExecuteChangeSet(ctx, in)
		return err
	}, started)
	if err == nil {
		return nil
	}
	code, message := apiError(err)
	if strings.HasPrefix(code, "InvalidChangeSetStatus") || noChangeSet(err) {
		if ok, lookErr := started(ctx); lookErr != nil || ok {
			return lookErr
		}
		return t.stale("the change set can't be executed any more: %s", message)
	}
	if strings.HasPrefix(code, "OperationInProgress") || code == "ValidationError" && strings.Contains(message, "_IN_PROGRESS") {
		return t.fault(diag.StackBusy, "another deployment began: %s", message).withFix("run %s, which waits for it", t.command("apply"))
	}
	return t.explain(ctx, "apply", "the change set can't be executed", err)
}

// deployedBy reports whether a change set is the one that the stack came from: what was executed may be listed no more.
func (t *Target) deployedBy(ctx context.Context, arn string) (bool, error) {
	s, err := t.describe(ctx, "apply", t.Stack)
	return err == nil && s.exists && aws.ToString(s.ChangeSetId) == arn, err
}

// finish follows an operation to its end and reports on it. A run that ends earlier says that the operation goes on.
func (t *Target) finish(ctx context.Context, w *watch, changes []backends.Change) (backends.Report, error) {
	status, err := w.wait(ctx)
	r := w.report(changes)
	if err != nil {
		r.Diagnostics = append(r.Diagnostics, diag.StillRunning.At(t.Place, "the stack %s is still being changed by AWS, or its outcome is not known", t.Stack).
			WithFix("run %s, which waits for it; %s stops an update", t.command(w.verb), t.awsCommand("cancel-update-stack")))
		return r, err
	}
	if !succeeded(status) {
		if strings.HasSuffix(string(status), "ROLLBACK_COMPLETE") {
			r.Undone, r.Done = r.Done, nil
		}
		return r, w.failed(status)
	}
	s, err := t.describe(ctx, w.verb, w.root)
	if err != nil {
		return r, err
	}
	// A stack that succeeded did all of it, also what its events do not tell of.
	r.Outputs, r.Done, r.Left = outputs(s), append(r.Done, r.Left...), nil
	return r, nil
}

func succeeded(s types.StackStatus) bool {
	switch s {
	case types.StackStatusCreateComplete, types.StackStatusUpdateComplete, types.StackStatusImportComplete, types.StackStatusDeleteComplete:
		return true
	}
	return false
}

func outputs(s *stack) map[string]string {
	if len(s.Outputs) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, o := range s.Outputs {
		out[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	return out
}

func addresses(changes []backends.Change) []backends.ObjectAddress {
	out := make([]backends.ObjectAddress, 0, len(changes))
	for _, c := range changes {
		if strings.HasPrefix(c.Address.Type, "AWS::") {
			out = append(out, c.Address)
		}
	}
	return out
}
