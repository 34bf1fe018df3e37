package target

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
)

// Status returns how the stack and everything in it is, nested stacks as branches. What is unhealthy tells why, and the
// commands that lead out of it; so does a stack that runs and whose last update did not come through. Of what is as it should
// be there is nothing to explain.
func (t *Target) Status(ctx context.Context) (backends.Status, error) {
	s, err := t.describe(ctx, "status", t.Stack)
	if err != nil {
		return backends.Status{}, err
	}
	if !s.exists {
		out := backends.Status{Health: backends.Absent, Text: string(s.StackStatus), Reason: "nothing is deployed", Fix: "run " + t.command("apply")}
		return out, t.ownedStatus(ctx, s, &out)
	}
	c := conditionOf(s.StackStatus)
	out := backends.Status{Health: c.health, Text: string(s.StackStatus)}
	if !succeeded(s.StackStatus) {
		out.Reason = c.means
	}
	if way := t.wayOut(c); way != "" {
		out.Fix = "run " + way
	}
	id := aws.ToString(s.StackId)
	if c.health == backends.Unhealthy || s.StackStatus == types.StackStatusUpdateRollbackComplete {
		if why, err := t.lastFailure(ctx, id); err != nil {
			return out, err
		} else if why != "" {
			out.Reason += ": " + why
		}
	}
	if err := t.ownedStatus(ctx, s, &out); err != nil {
		return out, err
	}
	out.Children, err = t.children(ctx, id, "")
	return out, err
}

// lastFailure tells what failed in the last operation, "" for nothing.
func (t *Target) lastFailure(ctx context.Context, id string) (string, error) {
	w, err := t.attach(ctx, "status", id, backends.Options{})
	if err != nil {
		return "", err
	}
	if err := w.poll(ctx); err != nil {
		return "", err
	}
	if o := w.innermost(); o != nil {
		return o.address.Name + " (" + o.address.Type + "): " + o.failed, nil
	}
	return "", nil
}

// children lists the resources of a stack, sorted by type's rank and name.
func (t *Target) children(ctx context.Context, id, namespace string) ([]backends.Status, error) {
	var out []backends.Status
	pages := cloudformation.NewListStackResourcesPaginator(t.cf, &cloudformation.ListStackResourcesInput{StackName: aws.String(id)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, t.explain(ctx, "status", "the stack's resources can't be listed", err)
		}
		for _, r := range page.StackResourceSummaries {
			if aws.ToString(r.LogicalResourceId) == "" {
				continue // emulators list what they don't know without its name
			}
			child := backends.Status{
				Address: backends.ObjectAddress{Type: aws.ToString(r.ResourceType), Namespace: namespace, Name: aws.ToString(r.LogicalResourceId)},
				Health:  resourceHealth(r.ResourceStatus), Text: string(r.ResourceStatus),
			}
			if child.Health != backends.Healthy {
				child.Reason = aws.ToString(r.ResourceStatusReason)
			}
			physical := aws.ToString(r.PhysicalResourceId)
			if child.Address.Type == stackType && physical != "" && r.ResourceStatus != types.ResourceStatusDeleteComplete {
				if child.Children, err = t.children(ctx, physical, child.Address.Name); err != nil {
					return nil, err
				}
			}
			out = append(out, child)
		}
	}
	slices.SortStableFunc(out, func(a, b backends.Status) int {
		if d := t.Backend.Rank(a.Address.Type) - t.Backend.Rank(b.Address.Type); d != 0 {
			return d
		}
		return strings.Compare(a.Address.Name, b.Address.Name)
	})
	return out, nil
}

func resourceHealth(s types.ResourceStatus) backends.Health {
	switch {
	case s == types.ResourceStatusDeleteComplete || s == types.ResourceStatusDeleteSkipped:
		return backends.Absent
	case strings.HasSuffix(string(s), "_FAILED"):
		return backends.Unhealthy
	case strings.HasSuffix(string(s), "_IN_PROGRESS"):
		return backends.Progressing
	}
	return backends.Healthy
}
