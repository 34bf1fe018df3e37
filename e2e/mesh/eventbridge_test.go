package mesh

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/runtimes"
)

// busName is what the bus is called in the account.
const busName = "main"

// An account has the compiled rules on a bus, each with a queue that keeps what it matches.
type account struct {
	events *eventbridge.Client
	queues *sqs.Client
	inbox  map[string]string // by the name of the subscription: the address of its queue
}

// startMoto starts an emulator of AWS, and returns its address; "" where there is none.
func startMoto(t *testing.T) string {
	t.Helper()
	moto, err := exec.LookPath("moto_server")
	if err != nil {
		t.Log("moto_server is not on PATH: EventBridge's side was not looked at")
		return ""
	}
	port := freePort(t)
	command := exec.Command(moto, "-H", "127.0.0.1", "-p", fmt.Sprint(port))
	command.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if response, err := http.Get(url + "/moto-api/data.json"); err == nil {
			response.Body.Close()
			return url
		}
	}
	t.Fatal("moto_server does not come up")
	return ""
}

// deploy puts the rules of a compiled template into an account; subscription names what a rule is of.
func deploy(t *testing.T, endpoint string, template []byte, subscription func(rule string) string) account {
	t.Helper()
	config := aws.Config{Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""), BaseEndpoint: aws.String(endpoint)}
	a := account{events: eventbridge.NewFromConfig(config), queues: sqs.NewFromConfig(config), inbox: map[string]string{}}
	ctx := t.Context()
	if _, err := a.events.CreateEventBus(ctx, &eventbridge.CreateEventBusInput{Name: aws.String(busName)}); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Resources map[string]struct {
			Type       string
			Properties struct {
				Name         any // of a rule a text
				EventPattern map[string]any
			}
		}
	}
	if err := yaml.Unmarshal(template, &read); err != nil {
		t.Fatal(err)
	}
	for _, r := range read.Resources {
		if r.Type != "AWS::Events::Rule" {
			continue
		}
		name := r.Properties.Name.(string)
		queue, err := a.queues.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(name)})
		if err != nil {
			t.Fatal(err)
		}
		pattern, err := json.Marshal(r.Properties.EventPattern)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.events.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String(name), EventBusName: aws.String(busName), EventPattern: aws.String(string(pattern))}); err != nil {
			t.Fatal(err)
		}
		target := types.Target{Id: aws.String("queue"), Arn: aws.String("arn:aws:sqs:eu-west-1:123456789012:" + name)}
		if _, err := a.events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String(name), EventBusName: aws.String(busName), Targets: []types.Target{target}}); err != nil {
			t.Fatal(err)
		}
		a.inbox[subscription(name)] = *queue.QueueUrl
	}
	if len(a.inbox) == 0 {
		t.Fatal("the template has no rules")
	}
	return a
}

// reached returns the subscriptions whose rules matched an event, and empties their queues.
func (a account) reached(t *testing.T, id string) []string {
	t.Helper()
	out := []string{}
	for name, queue := range a.inbox {
		for {
			answer, err := a.queues.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: aws.String(queue), MaxNumberOfMessages: 10})
			if err != nil {
				t.Fatal(err)
			}
			if len(answer.Messages) == 0 {
				break
			}
			for _, m := range answer.Messages {
				var event struct {
					Detail struct{ Ce struct{ ID string } }
				}
				if err := json.Unmarshal([]byte(*m.Body), &event); err != nil {
					t.Fatal(err)
				}
				if event.Detail.Ce.ID != id {
					t.Errorf("%s got %s, which nobody published now", name, *m.Body)
				}
				out = append(out, name)
				if _, err := a.queues.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: aws.String(queue), ReceiptHandle: m.ReceiptHandle}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// onAWS tells a function's client of the bus by its name, in place of its address.
func (f *Function) onAWS(endpoint string) {
	delete(f.Variables, "ESPC_EVENT_BUS_MAIN_URL")
	for name, value := range map[string]string{
		"ESPC_EVENT_BUS_MAIN_NAME": busName, "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_EVENTBRIDGE": endpoint,
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
	} {
		f.Variables[name] = value
	}
}

func TestAnEventReachesTheSameSubscriptionsOnAWS(t *testing.T) {
	endpoint := startMoto(t)
	if endpoint == "" {
		return
	}
	compiled := espc.Compile(t, "testdata/parcels")
	template, err := os.ReadFile(filepath.Join(compiled, "aws", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	a := deploy(t, endpoint, template, func(rule string) string {
		name := strings.TrimPrefix(rule, "parcels-aws-")
		label := strings.LastIndexByte(name, '-')
		return name[:label] + "." + name[label+1:]
	})
	folder, err := golden.Load(compiled, filepath.Join(compiled, "cluster", "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Functions(t, folder) {
		if f.Name != "parcels-function-publisher" {
			continue
		}
		f.onAWS(endpoint)
		f.Start(t, runtimes.Image(t, runtime), func(_, value string) string { return value })
		for _, e := range examples(t, "testdata/events.yaml") {
			id := publish(t, f.URL(), e)
			if got := a.reached(t, id); !slices.Equal(got, e.Reaches) {
				t.Errorf("%s: it reaches %v, not %v", e.What, got, e.Reaches)
			}
		}
		return
	}
	t.Fatal("there is no publisher")
}
