package target

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Drift has CloudFormation compare each resource with what was deployed, in nested stacks too. Types that it can't compare
// are not in the result.
func (t *Target) Drift(ctx context.Context, o backends.Options) ([]backends.Drift, error) {
	s, err := t.read(ctx, "drift")
	if err != nil || !s.exists {
		return nil, err
	}
	if err := t.own(ctx, "drift", s, false); err != nil {
		return nil, err
	}
	if err := t.busy(s); err != nil {
		return nil, err
	}
	entry := t.Backend.Info().Entry
	out, err := t.stackDrift(ctx, aws.ToString(s.StackId), entry, s, o)
	if err != nil {
		return nil, err
	}
	for _, file := range sortedKeys(s.nested) {
		more, err := t.stackDrift(ctx, s.nested[file], file, s, o)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// busy returns an error while something is under way, when CloudFormation detects no drift.
func (t *Target) busy(s *stack) error {
	if c := conditionOf(s.StackStatus); c.take == takeWait {
		return t.fault(diag.StackBusy, "the stack %s is %s: %s", t.Stack, s.StackStatus, c.means).withFix("run %s when it has ended", t.command("drift"))
	}
	return nil
}

// stackDrift detects the drift of one stack.
func (t *Target) stackDrift(ctx context.Context, id, file string, s *stack, o backends.Options) ([]backends.Drift, error) {
	// An endpoint that has no such call may say so as if it were broken, which is not worth trying for long.
	started, err := t.cf.DetectStackDrift(ctx, &cloudformation.DetectStackDriftInput{StackName: aws.String(id)},
		func(o *cloudformation.Options) { o.RetryMaxAttempts = min(3, t.Pace.Attempts) })
	if unknownCall(err) {
		return nil, t.fault(diag.NoDriftDetection, "the endpoint does not know DetectStackDrift, as emulators don't, so nothing can be said about drift").withFix("run %s against AWS", t.command("drift"))
	}
	if err != nil {
		return nil, t.explain(ctx, "drift", "drift can't be detected", err)
	}
	for look := 0; ; look++ {
		now, err := t.cf.DescribeStackDriftDetectionStatus(ctx, &cloudformation.DescribeStackDriftDetectionStatusInput{StackDriftDetectionId: started.StackDriftDetectionId})
		if err != nil {
			return nil, t.explain(ctx, "drift", "the detection of drift can't be followed", err)
		}
		if now.DetectionStatus == types.StackDriftDetectionStatusDetectionComplete {
			break
		}
		if now.DetectionStatus == types.StackDriftDetectionStatusDetectionFailed {
			return nil, t.fault(diag.StackRequest, "the detection of drift failed: %s", aws.ToString(now.DetectionStatusReason)).withFix("run %s again", t.command("drift"))
		}
		o.Emit(backends.Event{Phase: backends.Running, Text: "detecting drift"})
		if err := t.pause(ctx, look); err != nil {
			return nil, err
		}
	}
	n, err := t.decode(file, s.templates[file])
	if err != nil {
		return nil, err
	}
	objects := t.Backend.Objects(file, treeDocs(n))
	var out []backends.Drift
	pages := cloudformation.NewDescribeStackResourceDriftsPaginator(t.cf, &cloudformation.DescribeStackResourceDriftsInput{
		StackName:                       aws.String(id),
		StackResourceDriftStatusFilters: []types.StackResourceDriftStatus{types.StackResourceDriftStatusModified, types.StackResourceDriftStatusDeleted},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, t.explain(ctx, "drift", "the drift can't be read", err)
		}
		for _, r := range page.StackResourceDrifts {
			out = append(out, drifted(r, objects, file))
		}
	}
	slices.SortFunc(out, func(a, b backends.Drift) int { return strings.Compare(a.Address.Name, b.Address.Name) })
	return out, nil
}

func drifted(r types.StackResourceDrift, objects []backends.Object, file string) backends.Drift {
	d := backends.Drift{
		Address: backends.ObjectAddress{Type: aws.ToString(r.ResourceType), Name: aws.ToString(r.LogicalResourceId)},
		Deleted: r.StackResourceDriftStatus == types.StackResourceDriftStatusDeleted,
	}
	if o := find(objects, file, d.Address.Type, d.Address.Name); o != nil {
		d.Address = o.Address
	}
	for _, p := range r.PropertyDifferences {
		d.Fields = append(d.Fields, backends.FieldChange{Path: propertyPath(aws.ToString(p.PropertyPath)),
			Before: jsonValue(p.ExpectedValue), After: jsonValue(p.ActualValue)})
	}
	return d
}

// propertyPath turns /Tags/0/Value into Properties.Tags[0].Value.
func propertyPath(pointer string) string {
	out := "Properties"
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if strings.Trim(part, "0123456789") == "" {
			out += "[" + part + "]"
			continue
		}
		out += "." + part
	}
	return out
}

// jsonValue is a value of a property: JSON, or a bare text; "null" and none are absent.
func jsonValue(s *string) *tree.Node {
	text := aws.ToString(s)
	if text == "" || text == "null" {
		return nil
	}
	n := &tree.Node{}
	if json.Valid([]byte(text)) && n.UnmarshalJSON([]byte(text)) == nil {
		return n
	}
	return tree.NewString(text)
}

// unknownCall reports whether an endpoint does not have a call. Emulators say so in several ways, one of them a page of
// HTML, which is no answer of the API.
func unknownCall(err error) bool {
	code, message := apiError(err)
	var response *smithy.OperationError
	var page *xml.SyntaxError
	return slices.Contains([]string{"InvalidAction", "UnknownOperationException", "NotImplemented", "UnsupportedOperation", "UnknownOperation"}, code) ||
		strings.Contains(message, "not been implemented") || errors.As(err, &page) && status(err) >= 500 ||
		errors.As(err, &response) && (status(err) == 404 || status(err) == 501)
}
