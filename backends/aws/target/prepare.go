package target

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Prepare makes a change set of a plan, or finds the one it made before, and takes CloudFormation's verdicts. Code and
// large templates are uploaded for it.
func (t *Target) Prepare(ctx context.Context, d backends.Desired, o backends.Options) (backends.Prepared, error) {
	p, err := t.prepare(ctx, "plan", d, o)
	if err != nil {
		return backends.Prepared{}, err
	}
	return p.Prepared, nil
}

// prepared is a plan ready to be executed.
type prepared struct {
	backends.Prepared
	release *release
	set     *changeSet // nil where nothing is to do
	stack   *stack
	count   int // resources that change
}

func (t *Target) prepare(ctx context.Context, verb string, d backends.Desired, o backends.Options) (*prepared, error) {
	if _, err := t.who(ctx, verb); err != nil {
		return nil, err
	}
	s, err := t.read(ctx, verb)
	if err != nil {
		return nil, err
	}
	if err := t.own(ctx, verbOf(verb, d), s, o.Adopt && d.From == 0); err != nil {
		return nil, err
	}
	if err := t.deployable(s); err != nil {
		return nil, err
	}
	if d.State != "" && d.State != s.digest() {
		return nil, t.stale("the stack %s holds something else than when the plan was made", t.Stack)
	}
	r, err := t.encode(ctx, d.Artifacts)
	if err != nil {
		return nil, err
	}
	p := &prepared{release: r, stack: s, Prepared: backends.Prepared{Changes: d.Changes}}
	if ownerOf(s.Tags) == t.self() { // else the change is at least that of whose it is
		if p.Empty, err = t.same(s, r); err != nil || p.Empty {
			return p, err
		}
	}
	if err := t.needLayers(ctx, verb, r); err != nil {
		return nil, err
	}
	if err := t.upload(ctx, verb, t.needed(r), o); err != nil {
		return nil, err
	}
	if d.Prepared != "" {
		p.set, err = t.given(ctx, verb, d.Prepared, s, r, o.Adopt)
	} else {
		p.set, p.Shared, err = t.findOrCreate(ctx, verb, s, r, o)
	}
	if err != nil {
		return nil, err
	}
	if p.set.empty() {
		p.Empty = true
		err := t.deleteChangeSet(ctx, verb, p.set.arn())
		p.set = nil
		return p, err
	}
	v, err := t.judge(ctx, verb, d, r, p.set, o.Adopt)
	if err != nil {
		return nil, err
	}
	p.ID, p.Changes, p.Diagnostics, p.count = p.set.arn(), v.changes, v.ds, v.count
	return p, nil
}

// verbOf is the command that a plan is made for: what a revision held is gone back to by rollback.
func verbOf(verb string, d backends.Desired) string {
	if d.From > 0 {
		return "rollback"
	}
	return verb
}

func (t *Target) stale(format string, args ...any) error {
	return t.fault(diag.ChangeSetStale, format, args...).withFix("run %s again, and apply that", t.command("plan"))
}

// needed are the files to upload: code, nested templates and, where there is a bucket, the first template, which revisions
// go back to.
func (t *Target) needed(r *release) []file {
	files := r.files
	if t.Bucket != "" || len(r.entry.data) > maxBody {
		files = append(files[:len(files):len(files)], r.entry)
	}
	return files
}

// same reports whether the stack holds just this release, so that there is nothing to ask CloudFormation for.
func (t *Target) same(s *stack, r *release) (bool, error) {
	if !s.exists || len(s.templates) != len(r.trees) || s.templates[r.entry.path] != string(r.entry.data) {
		return false, nil
	}
	parameters, err := t.parameters(s, r.trees[r.entry.path])
	if err != nil {
		return false, err
	}
	for _, p := range parameters {
		if !aws.ToBool(p.UsePreviousValue) && value(s.Parameters, aws.ToString(p.ParameterKey)) != aws.ToString(p.ParameterValue) {
			return false, nil
		}
	}
	return true, nil
}

func value(parameters []types.Parameter, key string) string {
	for _, p := range parameters {
		if aws.ToString(p.ParameterKey) == key {
			return aws.ToString(p.ParameterValue)
		}
	}
	return ""
}
