package target

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// A stack tells by two tags which topology, in which environment, it belongs to. Names of stacks are chosen by people, so two
// topologies may name the same one; the tags keep the one from replacing or deleting what is the other's.
const (
	topologyTag    = "espc.dev/topology"
	environmentTag = "espc.dev/environment"
)

// owner is whose a stack is. Both are empty for one that espc did not make.
type owner struct{ topology, environment string }

func ownerOf(tags []types.Tag) owner {
	var o owner
	for _, tag := range tags {
		switch aws.ToString(tag.Key) {
		case topologyTag:
			o.topology = aws.ToString(tag.Value)
		case environmentTag:
			o.environment = aws.ToString(tag.Value)
		}
	}
	return o
}

func (o owner) String() string {
	if o == (owner{}) {
		return "nobody that espc knows: it has no tags " + topologyTag + " and " + environmentTag
	}
	return fmt.Sprintf("topology %q in environment %q", o.topology, o.environment)
}

// self is who this target stands for.
func (t *Target) self() owner { return owner{t.Topology, t.Environment} }

// tags are those of the stack: whose it is, and what the template says.
func (t *Target) tags(template []types.Tag) []types.Tag {
	own := []types.Tag{{Key: aws.String(topologyTag), Value: aws.String(t.Topology)}, {Key: aws.String(environmentTag), Value: aws.String(t.Environment)}}
	return append(own, slices.DeleteFunc(template, func(tag types.Tag) bool {
		key := aws.ToString(tag.Key)
		return key == topologyTag || key == environmentTag
	})...)
}

// owner returns whose a stack is. One that is but a name for change sets is theirs who made those.
func (t *Target) owner(ctx context.Context, verb string, s *stack) (owner, error) {
	o := ownerOf(s.Tags)
	if o != (owner{}) || !s.reserved() {
		return o, nil
	}
	pages := cloudformation.NewListChangeSetsPaginator(t.cf, &cloudformation.ListChangeSetsInput{StackName: s.StackId})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if absent(err) {
			return t.self(), nil
		}
		if err != nil {
			return o, t.explain(ctx, verb, "the change sets of the stack can't be listed", err)
		}
		for _, sum := range page.Summaries {
			c, err := t.describeChangeSet(ctx, verb, aws.ToString(sum.ChangeSetId))
			if err != nil {
				return o, err
			}
			if c != nil && ownerOf(c.Tags) != t.self() {
				return ownerOf(c.Tags), nil
			}
		}
	}
	return t.self(), nil
}

// there reports whether there is a stack, be it only a name.
func (s *stack) there() bool {
	return s.StackStatus != "" && s.StackStatus != types.StackStatusDeleteComplete
}

// foreign refuses a stack that another topology or environment has.
func (t *Target) foreign(ctx context.Context, verb string, s *stack) error {
	if !s.there() {
		return nil
	}
	o, err := t.owner(ctx, verb, s)
	if err != nil || o == t.self() || o == (owner{}) {
		return err
	}
	return t.fault(diag.StackForeign, "the stack %s belongs to %s, and this is %s", t.Stack, o, t.self()).
		withFix(`name another stack in backend "aws", or work on it from the topology that has it`)
}

// own refuses a stack that is not this topology's and environment's. One that espc did not make is taken over where that is
// asked for, by an apply alone.
func (t *Target) own(ctx context.Context, verb string, s *stack, adopt bool) error {
	if !s.there() {
		return nil
	}
	if err := t.foreign(ctx, verb, s); err != nil {
		return err
	}
	o, err := t.owner(ctx, verb, s)
	if err != nil || o == t.self() || adopt {
		return err
	}
	return t.fault(diag.StackForeign, "the stack %s belongs to %s", t.Stack, o).withFix("%s", t.takeStack(verb))
}

// takeStack says what can be done about a stack that espc did not make.
func (t *Target) takeStack(verb string) string {
	const other = `name another stack in backend "aws"`
	switch verb {
	case "plan", "apply":
		return other + ", or run " + t.command(verb) + " --adopt, which takes this one over and replaces what it holds"
	case "destroy":
		return other + ", or remove this one by hand: " + t.awsCommand("delete-stack")
	case "unlock":
		return other + ", or mend this one by hand: " + t.awsCommand("continue-update-rollback")
	}
	return other + ", or take this one over first: " + t.command("apply") + " --adopt"
}

// ownedStatus says of a stack's status whose it is, where it is not this topology's.
func (t *Target) ownedStatus(ctx context.Context, s *stack, out *backends.Status) error {
	if !s.there() {
		return nil
	}
	o, err := t.owner(ctx, "status", s)
	if err != nil || o == t.self() {
		return err
	}
	out.Reason = strings.TrimPrefix(out.Reason+"; it belongs to "+o.String(), "; ")
	out.Fix = `name another stack in backend "aws"`
	return nil
}
