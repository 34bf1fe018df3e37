package target

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Settle waits for the operation that is under way. How it ended is in the report: a failure is a warning here, because
// what is asked for comes after it.
func (t *Target) Settle(ctx context.Context, o backends.Options) (backends.Report, error) {
	s, err := t.describe(ctx, "apply", t.Stack)
	if err == nil {
		err = t.foreign(ctx, "apply", s)
	}
	if err != nil || s.StackStatus == "" || s.reserved() || ended(s.StackStatus) {
		return backends.Report{}, err
	}
	o.Emit(backends.Event{Phase: backends.Waiting, Text: string(s.StackStatus), Reason: "an earlier operation is under way"})
	w, err := t.attach(ctx, "apply", aws.ToString(s.StackId), o)
	if err != nil {
		return backends.Report{}, err
	}
	status, err := w.wait(ctx)
	r := w.report(nil)
	if err == nil && !succeeded(status) {
		d := w.failed(status).Diagnostic
		d.Severity = diag.Warning
		r.Diagnostics = append(r.Diagnostics, d)
	}
	return r, err
}

// Unlock continues a rollback that got stuck, or rolls back an update that failed and was left so. A stack in any other
// state needs no unlocking.
func (t *Target) Unlock(ctx context.Context, o backends.Options) (backends.Report, error) {
	s, err := t.describe(ctx, "unlock", t.Stack)
	if err == nil {
		err = t.own(ctx, "unlock", s, false)
	}
	if err != nil {
		return backends.Report{}, err
	}
	id := aws.String(aws.ToString(s.StackId))
	var call func(context.Context) error
	switch s.StackStatus {
	case types.StackStatusUpdateRollbackFailed:
		call = func(ctx context.Context) error {
			_, err := t.once.ContinueUpdateRollback(ctx, &cloudformation.ContinueUpdateRollbackInput{StackName: id})
			return err
		}
	case types.StackStatusUpdateFailed:
		call = func(ctx context.Context) error {
			_, err := t.once.RollbackStack(ctx, &cloudformation.RollbackStackInput{StackName: id})
			return err
		}
	default:
		return backends.Report{}, nil
	}
	w, err := t.follow(ctx, "unlock", *id, o)
	if err != nil {
		return backends.Report{}, err
	}
	err = t.exactlyOnce(ctx, call, func(ctx context.Context) (bool, error) {
		now, err := t.describe(ctx, "unlock", *id)
		return err == nil && now.StackStatus != s.StackStatus, err
	})
	if err != nil {
		return backends.Report{}, t.explain(ctx, "unlock", "the rollback can't be continued", err)
	}
	status, err := w.wait(ctx)
	r := w.report(nil)
	if err == nil && conditionOf(status).take != takeDeploy {
		err = w.failed(status)
	}
	return r, err
}
