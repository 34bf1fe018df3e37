package target

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// begin records the revision that is about to be applied, so that one that is killed is known. Without a bucket, or where
// it can't be written, the apply goes on with a warning.
func (t *Target) begin(ctx context.Context, d backends.Desired, p *prepared) (*record, diag.List) {
	if t.Bucket == "" {
		return nil, diag.List{diag.NoRevisionsKept.At(t.Place, "there is no artifact bucket, so no revision is kept to go back to").
			WithFix(`write artifact_bucket = "NAME" in backend "aws"`)}
	}
	r := &record{FormatVersion: recordVersion, Stack: aws.ToString(p.stack.StackId), Topology: t.Topology, Environment: t.Environment, Digest: "sha256:" + p.release.entry.digest, By: t.caller.arn,
		From: d.From, Phase: backends.Running, Entry: recorded(p.release.entry), Parameters: map[string]string{}}
	if p.set != nil {
		r.Stack = aws.ToString(p.set.StackId)
		for _, x := range p.set.Parameters {
			if p.release.trees[p.release.entry.path].Get("Parameters").Get(aws.ToString(x.ParameterKey)).Get("NoEcho") == nil {
				r.Parameters[aws.ToString(x.ParameterKey)] = aws.ToString(x.ParameterValue)
			}
		}
	}
	for _, f := range p.release.files {
		r.Files = append(r.Files, recorded(f))
	}
	numbers, err := t.numbers(ctx)
	for try := 0; err == nil && try < 5; try++ {
		r.Number = 1 + try
		if len(numbers) > 0 {
			r.Number += numbers[len(numbers)-1]
		}
		if err = t.write(ctx, r, true); status(err) == 412 {
			err = nil
			continue // another run took the number
		}
		if err == nil {
			return r, nil
		}
	}
	why := "five other runs took the number"
	if err != nil {
		why = rootCause(err)
	}
	return nil, diag.List{diag.NoRevisionsKept.At(t.Place, "no revision could be kept: %s", why).WithFix("allow s3:ListBucket and s3:PutObject on %s", t.Bucket)}
}

// end records how a revision went. It is not worth failing an apply for: what is deployed tells the same.
func (t *Target) end(ctx context.Context, r *record, p backends.Phase) {
	if r == nil {
		return
	}
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	r.Phase = p
	_ = t.write(whole, r, false)
}

// remember records what is deployed where no revision has it: the run that deployed it was killed before it could.
func (t *Target) remember(ctx context.Context, report *backends.Report, d backends.Desired, p *prepared) {
	if t.Bucket == "" {
		return
	}
	all, err := t.records(ctx)
	if err != nil {
		return
	}
	want := "sha256:" + p.release.entry.digest
	for i, r := range slices.Backward(all) {
		if r.Digest != want {
			if i == len(all)-1 && r.Phase == backends.Running {
				t.end(ctx, r, backends.Failed)
			}
			continue
		}
		if r.Phase != backends.Done {
			t.end(ctx, r, backends.Done)
		}
		report.Revision = r.Number
		return
	}
	if t.upload(ctx, "apply", t.needed(p.release), backends.Options{}) != nil {
		return
	}
	if r, _ := t.begin(ctx, d, p); r != nil {
		t.end(ctx, r, backends.Done)
		report.Revision = r.Number
	}
}
