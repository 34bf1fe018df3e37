package target

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cftypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// archive is an archive as EventBridge tells of it.
type archive struct {
	name, arn, bus string // bus is an ARN
	events         int64
	since          time.Time
}

// describeArchive reads an archive. What is older than its retention is gone, however long it has been there.
func (t *Target) describeArchive(ctx context.Context, name string) (archive, error) {
	out, err := t.events.DescribeArchive(ctx, &eventbridge.DescribeArchiveInput{ArchiveName: aws.String(name)})
	var none *types.ResourceNotFoundException
	if errors.As(err, &none) {
		return archive{}, t.fault(diag.NothingArchived, "the archive %s is gone, although the stack %s has it", name, t.Stack).
			withFix("look what became of it (aws events list-archives)")
	}
	if err != nil {
		return archive{}, t.explain(ctx, replayed, "the archive "+name+" can't be read", err)
	}
	a := archive{name: name, arn: aws.ToString(out.ArchiveArn), bus: aws.ToString(out.EventSourceArn), events: out.EventCount, since: aws.ToTime(out.CreationTime)}
	if days := aws.ToInt32(out.RetentionDays); days > 0 {
		if kept := time.Now().Add(-time.Duration(days) * 24 * time.Hour); kept.After(a.since) {
			a.since = kept
		}
	}
	return a, nil
}

// archiveOf returns the name of the one archive of a bus: what is asked where the stack's resources do not tell it. It is "" where
// the bus has none, or several of which none is known to be the stack's.
func (t *Target) archiveOf(ctx context.Context, bus string) (string, error) {
	of, err := t.events.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: aws.String(bus)})
	var none *types.ResourceNotFoundException
	if errors.As(err, &none) {
		return "", nil
	}
	if err != nil {
		return "", t.explain(ctx, replayed, "the bus "+bus+" can't be read", err)
	}
	var names []string
	in := &eventbridge.ListArchivesInput{EventSourceArn: of.Arn}
	for {
		page, err := t.events.ListArchives(ctx, in)
		if err != nil {
			return "", t.explain(ctx, replayed, "the archives of "+bus+" can't be listed", err)
		}
		for _, a := range page.Archives {
			names = append(names, aws.ToString(a.ArchiveName))
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			break
		}
	}
	if len(names) != 1 {
		return "", nil
	}
	return names[0], nil
}

// physicalIDs returns the physical ids of resources of a stack and of those nested in it, by logical id.
func (t *Target) physicalIDs(ctx context.Context, id string, wanted []backends.ObjectAddress) (map[string]string, error) {
	out := map[string]string{}
	stacks := []string{id}
	for i := 0; i < len(stacks); i++ {
		pages := cloudformation.NewListStackResourcesPaginator(t.cf, &cloudformation.ListStackResourcesInput{StackName: aws.String(stacks[i])})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, t.explain(ctx, replayed, "the stack's resources can't be listed", err)
			}
			for _, r := range page.StackResourceSummaries {
				physical := aws.ToString(r.PhysicalResourceId)
				if physical == "" || r.ResourceStatus == cftypes.ResourceStatusDeleteComplete {
					continue
				}
				if aws.ToString(r.ResourceType) == stackType {
					stacks = append(stacks, physical)
				}
				for _, o := range wanted {
					if o.Type == aws.ToString(r.ResourceType) && o.Name == aws.ToString(r.LogicalResourceId) {
						out[o.Name] = physical
					}
				}
			}
		}
	}
	return out, nil
}
