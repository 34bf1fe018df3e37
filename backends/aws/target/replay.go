package target

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

var _ backends.Replayer = (*Target)(nil)

// replayed is how errors name the command.
const replayed = "events replay"

// sending is a replay with all that EventBridge wants to know of it.
type sending struct {
	backends.Replay
	archive archive
	rules   []string // ARNs
}

// Archived finds the archive and the rules.
func (t *Target) Archived(ctx context.Context, r backends.Replay) (backends.Archived, error) {
	s, err := t.sending(ctx, r)
	if err != nil {
		return backends.Archived{}, err
	}
	return backends.Archived{Name: s.archive.name, Events: s.archive.events, Since: s.archive.since}, nil
}

// sending finds what a replay needs in what is deployed.
func (t *Target) sending(ctx context.Context, r backends.Replay) (*sending, error) {
	stack, err := t.describe(ctx, replayed, t.Stack)
	if err == nil {
		err = t.own(ctx, replayed, stack, false)
	}
	if err != nil {
		return nil, err
	}
	if !stack.exists {
		return nil, t.fault(diag.NothingArchived, "the stack %s is not deployed, so nothing was kept", t.Stack).withFix("run %s", t.command("apply"))
	}
	wanted := append(slices.Clone(r.Rules), r.Archive)
	found, err := t.physicalIDs(ctx, aws.ToString(stack.StackId), wanted)
	if err != nil {
		return nil, err
	}
	if found[r.Archive.Name] == "" {
		if found[r.Archive.Name], err = t.archiveOf(ctx, r.Of); err != nil {
			return nil, err
		}
	}
	for _, o := range wanted {
		if found[o.Name] != "" {
			continue
		}
		if o == r.Archive {
			return nil, t.fault(diag.NothingArchived, "the archive of %s is not in the stack %s, so nothing was kept", r.Bus, t.Stack).withFix("run %s", t.command("apply"))
		}
		return nil, t.fault(diag.ReceiverMissing, "%s is not in the stack %s, so it would get nothing", o, t.Stack).withFix("run %s, then this again", t.command("apply"))
	}
	out := &sending{Replay: r}
	if out.archive, err = t.describeArchive(ctx, found[r.Archive.Name]); err != nil {
		return nil, err
	}
	bus := out.archive.bus[strings.LastIndexByte(out.archive.bus, '/')+1:]
	for _, o := range r.Rules {
		name := found[o.Name]
		rule, err := t.events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{EventBusName: aws.String(bus), Name: aws.String(name[strings.LastIndexByte(name, '|')+1:])})
		if err != nil {
			return nil, t.explain(ctx, replayed, "the rule "+o.Name+" can't be read", err)
		}
		out.rules = append(out.rules, aws.ToString(rule.Arn))
	}
	slices.Sort(out.rules)
	return out, nil
}

// Replay starts a replay, unless one of the same is under way, and waits for its end.
func (t *Target) Replay(ctx context.Context, r backends.Replay, o backends.Options) (backends.Replayed, error) {
	s, err := t.sending(ctx, r)
	if err != nil {
		return backends.Replayed{}, err
	}
	out := backends.Replayed{Phase: backends.Running}
	if out.Name, out.Again, err = t.underWay(ctx, s); err != nil {
		return backends.Replayed{}, err
	}
	if !out.Again {
		if err := t.start(ctx, s, out.Name); err != nil {
			return backends.Replayed{}, err
		}
	}
	return out, t.watchReplay(ctx, s, &out, o)
}

// stem begins the names of all replays of the same events to the same rules.
func (s *sending) stem() string {
	parts := append([]string{s.archive.arn, s.From.UTC().Format(time.RFC3339), s.To.UTC().Format(time.RFC3339)}, s.rules...)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return "espc-" + hex.EncodeToString(sum[:8]) + "-"
}

// underWay returns the name of the replay of the same that has not ended, or the next one's.
func (t *Target) underWay(ctx context.Context, s *sending) (name string, again bool, err error) {
	last := 0
	in := &eventbridge.ListReplaysInput{NamePrefix: aws.String(s.stem())}
	for {
		page, err := t.events.ListReplays(ctx, in)
		if err != nil {
			return "", false, t.explain(ctx, replayed, "the replays can't be listed", err)
		}
		for _, r := range page.Replays {
			name := aws.ToString(r.ReplayName)
			if !ending(r.State) {
				return name, true, nil
			}
			if n, err := strconv.Atoi(strings.TrimPrefix(name, s.stem())); err == nil {
				last = max(last, n)
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return s.stem() + strconv.Itoa(last+1), false, nil
		}
	}
}

// start starts a replay exactly once: its name is in use as soon as it has begun.
func (t *Target) start(ctx context.Context, s *sending, name string) error {
	in := &eventbridge.StartReplayInput{
		ReplayName:     aws.String(name),
		EventSourceArn: aws.String(s.archive.arn),
		EventStartTime: aws.Time(s.From),
		EventEndTime:   aws.Time(s.To),
		Destination:    &types.ReplayDestination{Arn: aws.String(s.archive.bus), FilterArns: s.rules},
		Description:    aws.String("espc events replay of " + s.Bus),
	}
	err := t.exactlyOnce(ctx, func(ctx context.Context) error {
		_, err := t.events.StartReplay(ctx, in, func(o *eventbridge.Options) { o.Retryer = aws.NopRetryer{} })
		var taken *types.ResourceAlreadyExistsException
		if errors.As(err, &taken) {
			return nil // another run was faster; it asked for the same
		}
		return err
	}, func(ctx context.Context) (bool, error) {
		_, err := t.events.DescribeReplay(ctx, &eventbridge.DescribeReplayInput{ReplayName: aws.String(name)})
		var none *types.ResourceNotFoundException
		if errors.As(err, &none) {
			return false, nil
		}
		return err == nil, err
	})
	return t.explain(ctx, replayed, "the replay can't be started", err)
}

// ending reports whether a replay in a state sends nothing any more.
func ending(s types.ReplayState) bool {
	return s == types.ReplayStateCompleted || s == types.ReplayStateCancelled || s == types.ReplayStateFailed
}

// watchReplay waits for the end of a replay, and tells how far it is.
func (t *Target) watchReplay(ctx context.Context, s *sending, out *backends.Replayed, o backends.Options) error {
	told := ""
	for look := 0; ; look++ {
		r, err := t.events.DescribeReplay(ctx, &eventbridge.DescribeReplayInput{ReplayName: aws.String(out.Name)})
		if err != nil {
			return t.goesOn(out, s, t.explain(ctx, replayed, "the replay "+out.Name+" can't be read; it goes on by itself", err))
		}
		out.Last = aws.ToTime(r.EventLastReplayedTime)
		text := string(r.State)
		if !out.Last.IsZero() {
			text += ", up to " + out.Last.UTC().Format(time.RFC3339)
		}
		switch {
		case r.State == types.ReplayStateCompleted:
			out.Phase = backends.Done
			o.Emit(backends.Event{Phase: backends.Done, Text: text})
			return nil
		case ending(r.State):
			out.Phase = backends.Failed
			return t.broke(s, out, r)
		case text != told:
			told = text
			o.Emit(backends.Event{Phase: backends.Running, Text: text})
		}
		if err := t.pause(ctx, look); err != nil {
			return t.goesOn(out, s, err)
		}
	}
}

// broke says why a replay ended before its end.
func (t *Target) broke(s *sending, out *backends.Replayed, r *eventbridge.DescribeReplayOutput) error {
	from := s.From
	if !out.Last.IsZero() {
		from = out.Last
	}
	why := strings.ToLower(string(r.State))
	if reason := strings.TrimSuffix(aws.ToString(r.StateReason), "."); reason != "" {
		why += ": " + reason
	}
	return t.fault(diag.ReplayFailed, "the replay %s of %s was %s", out.Name, s.Bus, why).
		withFix("mend what AWS names, then replay again, with --from %s for what is left", from.UTC().Format(time.RFC3339))
}

// goesOn says of a replay that is not waited for to its end what becomes of it.
func (t *Target) goesOn(out *backends.Replayed, s *sending, err error) error {
	out.Diagnostics = append(out.Diagnostics, diag.ReplayGoesOn.At(t.Place, "the replay %s of %s goes on by itself", out.Name, s.Bus).
		WithFix("run %s to wait for it, or aws events cancel-replay --region %s --replay-name %s to end it", s.Command, t.region, out.Name))
	return err
}
