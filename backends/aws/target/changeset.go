package target

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// changeSet is a change set with all pages of its changes.
type changeSet struct {
	cloudformation.DescribeChangeSetOutput
}

func (c *changeSet) arn() string { return aws.ToString(c.ChangeSetId) }

// empty reports whether CloudFormation found nothing to do. It says so by failing, in one of two sentences.
func (c *changeSet) empty() bool {
	reason := aws.ToString(c.StatusReason)
	return c.Status == types.ChangeSetStatusFailed &&
		(strings.Contains(reason, "didn't contain changes") || strings.Contains(reason, "No updates are to be performed"))
}

// ready reports whether it can be executed.
func (c *changeSet) ready() bool {
	return c.Status == types.ChangeSetStatusCreateComplete && c.ExecutionStatus == types.ExecutionStatusAvailable
}

// pending reports whether it is still being made.
func (c *changeSet) pending() bool {
	return c.Status == types.ChangeSetStatusCreatePending || c.Status == types.ChangeSetStatusCreateInProgress
}

// executed reports whether it was executed, or is being.
func (c *changeSet) executed() bool {
	switch c.ExecutionStatus {
	case types.ExecutionStatusExecuteInProgress, types.ExecutionStatusExecuteComplete, types.ExecutionStatusExecuteFailed:
		return true
	}
	return false
}

// describeChangeSet returns a change set by its ARN or its name, or nil where there is none.
func (t *Target) describeChangeSet(ctx context.Context, verb, id string) (*changeSet, error) {
	in := &cloudformation.DescribeChangeSetInput{ChangeSetName: aws.String(id)}
	if !strings.HasPrefix(id, "arn:") {
		in.StackName = aws.String(t.Stack)
	}
	var c *changeSet
	for {
		out, err := t.cf.DescribeChangeSet(ctx, in)
		if noChangeSet(err) {
			return nil, nil
		}
		if err != nil {
			return nil, t.explain(ctx, verb, "the change set can't be read", err)
		}
		if c == nil {
			c = &changeSet{*out}
		} else {
			c.Changes = append(c.Changes, out.Changes...)
		}
		if aws.ToString(out.NextToken) == "" {
			return c, nil
		}
		in.NextToken = out.NextToken
	}
}

// findOrCreate returns the change set from what the stack holds to a release, and whether it was there. It has a name made of
// both, so that a run that was killed finds it again and a call that is repeated makes no second one. One that is thrown away
// has a name of its own, so that nobody else's goes with it.
func (t *Target) findOrCreate(ctx context.Context, verb string, from *stack, r *release, o backends.Options) (c *changeSet, shared bool, err error) {
	in, err := t.request(from, r, o.Adopt)
	if err != nil {
		return nil, false, err
	}
	if o.Throwaway {
		in.ChangeSetName = aws.String(aws.ToString(in.ChangeSetName) + "-" + strings.ToLower(rand.Text()[:12]))
	} else if c, err := t.reusable(ctx, verb, from, in); c != nil || err != nil {
		if err != nil {
			return nil, false, err
		}
		c, err = t.created(ctx, verb, c.arn(), o.Adopt)
		return c, true, err
	}
	id := aws.ToString(in.ChangeSetName)
	err = t.exactlyOnce(ctx, func(ctx context.Context) error {
		out, err := t.once.CreateChangeSet(ctx, in)
		if code, _ := apiError(err); code == "AlreadyExistsException" {
			return nil
		}
		if err == nil {
			id = aws.ToString(out.Id)
		}
		return err
	}, func(ctx context.Context) (bool, error) {
		c, err := t.describeChangeSet(ctx, verb, id)
		return c != nil, err
	})
	if err != nil {
		return nil, false, t.refused(ctx, verb, err)
	}
	c, err = t.created(ctx, verb, id, o.Adopt)
	return c, false, err
}

// given returns the change set of a plan, which has to be the one from what the stack holds to a release. No other is made:
// this is the one that somebody saw.
func (t *Target) given(ctx context.Context, verb, id string, from *stack, r *release, adopt bool) (*changeSet, error) {
	in, err := t.request(from, r, adopt)
	if err != nil {
		return nil, err
	}
	c, err := t.describeChangeSet(ctx, verb, id)
	switch {
	case err != nil:
		return nil, err
	case c == nil:
		return nil, t.stale("the change set of the saved plan is gone")
	case !c.ready():
		return nil, t.stale("the change set of the saved plan is %s: another deployment came before it", c.ExecutionStatus)
	case !strings.HasPrefix(aws.ToString(c.ChangeSetName), aws.ToString(in.ChangeSetName)):
		return nil, t.stale("the saved plan's change set is not the one for what the stack %s holds", t.Stack)
	}
	return c, nil
}

// maxLeftovers is how many change sets of one name that can be neither used nor deleted are passed over.
const maxLeftovers = 20

// reusable returns the change set that an earlier run made for the same request, or nil. One that failed, was executed and
// rolled back, or is out of date is deleted; where that is refused, the request gets another name.
func (t *Target) reusable(ctx context.Context, verb string, from *stack, in *cloudformation.CreateChangeSetInput) (*changeSet, error) {
	name := aws.ToString(in.ChangeSetName)
	for n := 2; ; n++ {
		c, err := t.describeChangeSet(ctx, verb, aws.ToString(in.ChangeSetName))
		if err != nil || c == nil || c.pending() || c.ready() || c.empty() {
			return c, err
		}
		if c.executed() {
			now, err := t.describe(ctx, verb, t.Stack)
			if err != nil {
				return nil, err
			}
			if now.StackStatus != from.StackStatus || !aws.ToTime(now.LastUpdatedTime).Equal(aws.ToTime(from.LastUpdatedTime)) {
				return nil, t.stale("another run deploys the same to the stack %s just now", t.Stack)
			}
		}
		if err := t.deleteChangeSet(ctx, verb, c.arn()); err == nil || n > maxLeftovers {
			return nil, err
		}
		in.ChangeSetName = aws.String(fmt.Sprintf("%s-%d", name, n))
	}
}

// refused explains why no change set could be made.
func (t *Target) refused(ctx context.Context, verb string, err error) error {
	code, message := apiError(err)
	switch {
	case strings.HasPrefix(code, "InsufficientCapabilities"), code == "ValidationError":
		return t.fault(diag.ChangeSetRefused, "CloudFormation refuses the template: %s", message).withFix("mend what it names, then run %s", t.command(verb))
	case strings.HasPrefix(code, "LimitExceeded"):
		return t.fault(diag.StackRequest, "the account may not hold more: %s", message).
			withFix("delete change sets or stacks, or raise the quota, then run %s", t.command(verb))
	}
	return t.explain(ctx, verb, "the change set can't be made", err)
}

// created waits until a change set is made, or refused.
func (t *Target) created(ctx context.Context, verb, id string, adopt bool) (*changeSet, error) {
	for look := 0; ; look++ {
		c, err := t.describeChangeSet(ctx, verb, id)
		switch {
		case err != nil:
			return nil, err
		case c == nil && look > 5:
			return nil, t.fault(diag.ChangeSetStale, "the change set is gone before it was ready").withFix("run %s again", t.command(verb))
		case c == nil, c.pending():
		case c.Status == types.ChangeSetStatusCreateComplete, c.empty():
			return c, nil
		default:
			reason := strings.TrimSuffix(aws.ToString(c.StatusReason), ".")
			_ = t.deleteChangeSet(ctx, verb, c.arn()) // it can't be used, and a leftover does no harm
			return nil, t.fault(diag.ChangeSetRefused, "CloudFormation refuses the change set: %s", reason).
				withFix("%s", t.afterRefusal(verb, reason, adopt))
		}
		if err := t.pause(ctx, look); err != nil {
			return nil, err
		}
	}
}

func (t *Target) deleteChangeSet(ctx context.Context, verb, arn string) error {
	err := t.exactlyOnce(ctx, func(ctx context.Context) error {
		_, err := t.once.DeleteChangeSet(ctx, &cloudformation.DeleteChangeSetInput{ChangeSetName: aws.String(arn)})
		return err
	}, func(ctx context.Context) (bool, error) {
		c, err := t.describeChangeSet(ctx, verb, arn)
		return c == nil, err
	})
	if err != nil && !noChangeSet(err) {
		return t.explain(ctx, verb, "the change set can't be deleted", err)
	}
	return nil
}

// Discard deletes the change set of a plan that is not saved, and the empty stack that CloudFormation made to hold it.
func (t *Target) Discard(ctx context.Context, p backends.Prepared) error {
	if p.ID == "" {
		return nil
	}
	if err := t.deleteChangeSet(ctx, "plan", p.ID); err != nil {
		return err
	}
	s, err := t.describe(ctx, "plan", t.Stack)
	if err != nil || !s.reserved() {
		return err
	}
	id := aws.ToString(s.StackId)
	out, err := t.cf.ListChangeSets(ctx, &cloudformation.ListChangeSetsInput{StackName: aws.String(t.Stack)})
	if err != nil {
		return t.explain(ctx, "plan", "the change sets of the stack can't be listed", err)
	}
	for _, c := range out.Summaries {
		if aws.ToString(c.StackId) == id && aws.ToString(c.ChangeSetId) != p.ID {
			return nil // somebody's saved plan
		}
	}
	if _, err = t.cf.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: aws.String(id)}); err != nil && !absent(err) {
		return t.explain(ctx, "plan", "the empty stack can't be deleted", err)
	}
	return nil
}
