package target

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
)

// stack is what AWS holds of the target at one time.
type stack struct {
	types.Stack
	// exists is false where there is no stack, or one that holds nothing yet.
	exists bool
	// templates are the deployed ones by path: the entry, and one for each nested stack.
	templates map[string]string
	// nested are the physical ids of nested stacks by the path of their templates.
	nested map[string]string
}

// reserved reports whether the stack is but a name for a change set.
func (s *stack) reserved() bool { return s.StackStatus == types.StackStatusReviewInProgress }

// digest is what a plan is bound to: which stack it is, and what it holds.
func (s *stack) digest() string {
	h := sha256.New()
	if s.exists {
		fmt.Fprintf(h, "%q\n", aws.ToString(s.StackId))
		for _, p := range s.Parameters {
			fmt.Fprintf(h, "%q=%q\n", aws.ToString(p.ParameterKey), aws.ToString(p.ParameterValue))
		}
		for _, name := range slices.Sorted(maps.Keys(s.templates)) {
			fmt.Fprintf(h, "%q %q\n", name, s.templates[name])
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// ReadState reads the deployed templates, nested ones too, into objects. A stack that is only a name for a change set holds
// nothing.
func (t *Target) ReadState(ctx context.Context, _ []backends.Object) (backends.State, error) {
	who, err := t.who(ctx, "plan")
	if err != nil {
		return backends.State{}, err
	}
	s, err := t.read(ctx, "plan")
	if err != nil {
		return backends.State{}, err
	}
	state := backends.State{Identity: t.identity(who), Digest: s.digest()}
	for _, name := range slices.Sorted(maps.Keys(s.templates)) {
		n, err := t.decode(name, s.templates[name])
		if err != nil {
			return state, err
		}
		state.Objects = append(state.Objects, t.Backend.Objects(name, treeDocs(n))...)
	}
	return state, nil
}

// describe returns the stack, or one that does not exist. id is its name, or its ARN to see it when it is deleted too.
func (t *Target) describe(ctx context.Context, verb, id string) (*stack, error) {
	out, err := t.cf.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(id)})
	if absent(err) || err == nil && len(out.Stacks) == 0 {
		return &stack{}, nil
	}
	if err != nil {
		return nil, t.explain(ctx, verb, "the stack "+t.Stack+" can't be read", err)
	}
	s := &stack{Stack: out.Stacks[0]}
	s.exists = s.StackStatus != types.StackStatusDeleteComplete && !s.reserved()
	return s, nil
}

// read returns the stack with its templates. One that somebody else has is refused.
func (t *Target) read(ctx context.Context, verb string) (*stack, error) {
	s, err := t.describe(ctx, verb, t.Stack)
	if err == nil {
		err = t.foreign(ctx, verb, s)
	}
	if err != nil || !s.exists {
		return s, err
	}
	slices.SortFunc(s.Parameters, func(a, b types.Parameter) int {
		return compareStrings(a.ParameterKey, b.ParameterKey)
	})
	s.templates, s.nested = map[string]string{}, map[string]string{}
	if err := t.readTemplate(ctx, verb, s, t.Backend.Info().Entry, aws.ToString(s.StackId)); err != nil {
		return nil, err
	}
	return s, nil
}

// readTemplate reads the template of a stack and, through it, those of the stacks nested in it.
func (t *Target) readTemplate(ctx context.Context, verb string, s *stack, name, id string) error {
	if _, ok := s.templates[name]; ok {
		return nil
	}
	out, err := t.cf.GetTemplate(ctx, &cloudformation.GetTemplateInput{StackName: aws.String(id), TemplateStage: types.TemplateStageOriginal})
	if err != nil {
		return t.explain(ctx, verb, "the template of "+id+" can't be read", err)
	}
	s.templates[name] = aws.ToString(out.TemplateBody)
	n, err := t.decode(name, s.templates[name])
	if err != nil {
		return err
	}
	for _, r := range resourcesOf(n) {
		path := r.Value.Get("Properties").Get("TemplateURL").Str()
		if r.Value.Get("Type").Str() != stackType || path == "" {
			continue
		}
		physical, err := t.physical(ctx, verb, id, r.Key)
		if err != nil {
			return err
		}
		if physical == "" {
			continue // it was never created
		}
		s.nested[path] = physical
		if err := t.readTemplate(ctx, verb, s, path, physical); err != nil {
			return err
		}
	}
	return nil
}

// physical returns the physical id of a resource, "" where it has none.
func (t *Target) physical(ctx context.Context, verb, id, logical string) (string, error) {
	out, err := t.cf.DescribeStackResource(ctx, &cloudformation.DescribeStackResourceInput{StackName: aws.String(id), LogicalResourceId: aws.String(logical)})
	if absent(err) {
		return "", nil
	}
	if err != nil {
		return "", t.explain(ctx, verb, "the nested stack "+logical+" can't be read", err)
	}
	d := out.StackResourceDetail
	if d == nil || d.ResourceStatus == types.ResourceStatusDeleteComplete {
		return "", nil
	}
	return aws.ToString(d.PhysicalResourceId), nil
}
