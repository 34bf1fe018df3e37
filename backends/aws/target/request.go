package target

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// bucketParameter is the parameter of templates that names the artifact bucket.
const bucketParameter = "ArtifactBucket"

// request is what makes the change set. adopt takes over what the account has already under the names that the template gives.
func (t *Target) request(from *stack, r *release, adopt bool) (*cloudformation.CreateChangeSetInput, error) {
	parameters, err := t.parameters(from, r.trees[r.entry.path])
	if err != nil {
		return nil, err
	}
	in := &cloudformation.CreateChangeSetInput{
		StackName:           aws.String(t.Stack),
		ChangeSetType:       types.ChangeSetTypeUpdate,
		Capabilities:        []types.Capability{types.CapabilityCapabilityNamedIam},
		Parameters:          parameters,
		Tags:                t.tags(stackTags(r.trees[r.entry.path])),
		IncludeNestedStacks: aws.Bool(nests(r)),
	}
	if adopt {
		in.ImportExistingResources = aws.Bool(true)
	}
	if !from.exists {
		in.ChangeSetType = types.ChangeSetTypeCreate
	}
	for _, n := range r.trees {
		if n.Get("Transform") != nil && len(in.Capabilities) == 1 {
			in.Capabilities = append(in.Capabilities, types.CapabilityCapabilityAutoExpand)
		}
	}
	if len(r.entry.data) > maxBody {
		url, err := t.objectURL(context.Background(), r.entry.key)
		if err != nil {
			return nil, t.needBucket(fmt.Sprintf("the template has %d bytes, over %d", len(r.entry.data), maxBody))
		}
		in.TemplateURL = aws.String(url)
	} else {
		in.TemplateBody = aws.String(string(r.entry.data))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%q %q %q %q %q\n", t.Stack, t.region, t.caller.account, from.digest(), r.entry.digest)
	for _, p := range parameters {
		fmt.Fprintf(&text, "%q=%q %t\n", aws.ToString(p.ParameterKey), aws.ToString(p.ParameterValue), aws.ToBool(p.UsePreviousValue))
	}
	if adopt {
		text.WriteString("adopt\n")
	}
	in.ChangeSetName = aws.String("espc-" + digest([]byte(text.String()))[:32])
	in.ClientToken = aws.String(rand.Text()) // one request and its retries; a later one of the same name is another
	return in, nil
}

func nests(r *release) bool { return len(r.trees) > 1 }

// parameters gives each parameter of a template its value: the one configured, the default, or the one it has.
func (t *Target) parameters(from *stack, template *tree.Node) ([]types.Parameter, error) {
	var out []types.Parameter
	for _, f := range fieldsOf(template.Get("Parameters")) {
		value, ok := t.Parameters[f.Key]
		if !ok && f.Key == bucketParameter && t.Bucket != "" {
			value, ok = t.Bucket, true
		}
		has := slices.ContainsFunc(from.Parameters, func(p types.Parameter) bool { return aws.ToString(p.ParameterKey) == f.Key })
		switch {
		case ok:
			out = append(out, types.Parameter{ParameterKey: aws.String(f.Key), ParameterValue: aws.String(value)})
		case f.Value.Get("Default") != nil:
		case f.Key == bucketParameter:
			return nil, t.needBucket("the template refers to code in a bucket")
		case has && from.exists:
			out = append(out, types.Parameter{ParameterKey: aws.String(f.Key), UsePreviousValue: aws.Bool(true)})
		default:
			return nil, t.fault(diag.ParameterNeeded, "the parameter %s has no default and no value", f.Key).withFix("give it a Default")
		}
	}
	return out, nil
}

// stackTags are what the template's Metadata.StackTags says. CloudFormation puts them on everything in the stack.
func stackTags(template *tree.Node) []types.Tag {
	var out []types.Tag
	for _, f := range fieldsOf(template.Get("Metadata").Get("StackTags")) {
		out = append(out, types.Tag{Key: aws.String(f.Key), Value: aws.String(f.Value.Str())})
	}
	return out
}
