// Package target plans on, applies to and reads CloudFormation stacks. A stack is its own state: what is deployed is its
// template, what a plan is bound to is a change set, and revisions are kept beside the code in the artifact bucket.
//
// Endpoint, region and credentials are found by the SDK's own rules: AWS_PROFILE, AWS_ENDPOINT_URL and the rest mean what
// they mean to every other tool.
package target

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Config says which stack, and what goes with it.
type Config struct {
	// Stack is the stack's name.
	Stack string
	// Topology and Environment are whose the stack is to be; a stack that tells another by its tags is refused.
	Topology, Environment string
	// Region overrides the SDK's own; "" leaves it.
	Region string
	// Bucket holds code, large templates and revisions; "" where there is none.
	Bucket string
	// Parameters are values for parameters of the template; the artifact bucket's is known without.
	Parameters map[string]string
	// Backend reads templates back into objects.
	Backend backends.Backend
	// Parse reads YAML or JSON: templates of a saved plan, and deployed ones that somebody wrote by hand.
	Parse func(name string, content []byte) ([]*tree.Node, diag.List)
	// Args are what follows a command's name to mean this target: "shop -e prod".
	Args string
	// Place is where the environment names the stack.
	Place diag.Range
	// Pace is how fast to ask; the zero value is right for AWS.
	Pace Pace
}

// Pace is how often the API is asked, and how long it is tried.
type Pace struct {
	// Poll is the time between two looks at something that is under way, growing to MaxPoll.
	Poll, MaxPoll time.Duration
	// Attempts and MaxBackoff bound the retries of one call that was throttled or got no answer. The delays between them
	// are jittered.
	Attempts   int
	MaxBackoff time.Duration
	// Answer is how long one call may take to be answered once it is sent.
	Answer time.Duration
	// Patience is how long what was just started may be invisible: reads of the API are eventually consistent.
	Patience time.Duration
}

// defaults: CloudFormation throttles DescribeStackEvents at about ten calls a second for a whole account.
var defaults = Pace{Poll: time.Second, MaxPoll: 5 * time.Second, Attempts: 8, MaxBackoff: 20 * time.Second, Answer: time.Minute, Patience: time.Minute}

// Target is one stack. It implements backends.Live.
type Target struct {
	Config
	cf     *cloudformation.Client
	once   *cloudformation.Client // does not retry, for what must not be done twice
	s3     *s3.Client
	sts    *sts.Client
	events *eventbridge.Client
	region string
	caller caller
}

// caller is who the credentials stand for.
type caller struct{ account, arn string }

var _ backends.Live = (*Target)(nil)

// New returns the target, having found the SDK's configuration but contacted nothing.
func New(ctx context.Context, c Config) (*Target, error) {
	t := &Target{Config: c}
	if t.Pace == (Pace{}) {
		t.Pace = defaults
	}
	// What goes wrong is in the errors; the SDK's own log would go to standard error past everybody.
	options := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{}), config.WithRetryer(func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff = t.Pace.Attempts, t.Pace.MaxBackoff
			o.Backoff = retry.NewExponentialJitterBackoff(t.Pace.MaxBackoff)
			o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(cut))
		})
	})}
	options = append(options, config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
		tr.ResponseHeaderTimeout = t.Pace.Answer
	})))
	if c.Region != "" {
		options = append(options, config.WithRegion(c.Region))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, t.explain(ctx, "plan", "the AWS configuration can't be read", err)
	}
	if loaded.Region == "" {
		return nil, t.fault(diag.StackUnreachable, "no AWS region is set").
			withFix(`write region = "eu-west-1" in backend "aws", or set AWS_REGION`)
	}
	t.region = loaded.Region
	t.cf = cloudformation.NewFromConfig(loaded)
	t.once = cloudformation.NewFromConfig(loaded, func(o *cloudformation.Options) { o.Retryer = aws.NopRetryer{} })
	t.sts = sts.NewFromConfig(loaded)
	t.events = eventbridge.NewFromConfig(loaded)
	t.s3 = s3.NewFromConfig(loaded, func(o *s3.Options) {
		// An endpoint of one's own has no host name for each bucket.
		o.UsePathStyle = o.UsePathStyle || o.BaseEndpoint != nil
	})
	return t, nil
}

// who returns the caller, asked for once.
func (t *Target) who(ctx context.Context, verb string) (caller, error) {
	if t.caller.account != "" {
		return t.caller, nil
	}
	out, err := t.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return caller{}, t.explain(ctx, verb, "AWS doesn't tell who is asking", err)
	}
	t.caller = caller{account: aws.ToString(out.Account), arn: aws.ToString(out.Arn)}
	return t.caller, nil
}

// identity names the target for people and for saved plans.
func (t *Target) identity(c caller) string {
	return "stack " + t.Stack + " in " + c.account + "/" + t.region
}

// command is an espc command for this target.
func (t *Target) command(verb string) string {
	return strings.TrimRight("espc "+verb+" "+t.Args, " ")
}

// awsCommand is a command of the AWS command line for this stack.
func (t *Target) awsCommand(verb string) string {
	return "aws cloudformation " + verb + " --region " + t.region + " --stack-name " + t.Stack
}

// pause waits between two looks, longer each time. It returns the context's error.
func (t *Target) pause(ctx context.Context, look int) error {
	d := t.Pace.Poll
	for range min(look, 10) {
		d = min(d*3/2, t.Pace.MaxPoll)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
