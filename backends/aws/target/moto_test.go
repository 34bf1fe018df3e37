package target

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// motoURL is the address of the emulator that the tests of this package share, "" where moto_server is not on PATH.
var motoURL string

func TestMain(m *testing.M) {
	url, stop := awstest.StartMoto()
	motoURL = url
	code := m.Run()
	stop()
	os.Exit(code)
}

// moto says plainly where a test ran without the emulator; what it covers is then covered by the fakes alone.
func moto(t *testing.T) bool {
	t.Helper()
	if motoURL == "" {
		t.Log("moto_server is not on PATH: this test ran without it and checked nothing against it")
		return false
	}
	return true
}

// environ sets what the SDK reads for an endpoint.
func environ(t *testing.T, endpoint string) {
	t.Helper()
	for _, e := range awstest.Environ(endpoint) {
		name, value, _ := strings.Cut(e, "=")
		t.Setenv(name, value)
	}
}

// fast is a pace for servers on loopback.
var fast = Pace{Poll: time.Millisecond, MaxPoll: 5 * time.Millisecond, Attempts: 4, MaxBackoff: 2 * time.Millisecond, Answer: 20 * time.Second, Patience: 50 * time.Millisecond}

// newTarget returns a target of an endpoint. Stack and bucket have names of the test.
func newTarget(t *testing.T, endpoint string) *Target {
	t.Helper()
	environ(t, endpoint)
	name := "t-" + digest([]byte(t.Name()))[:12]
	target, err := New(t.Context(), Config{Stack: name, Topology: "shop", Environment: "dev", Bucket: name + "-artifacts", Backend: templates{}, Parse: parseYAML, Args: "shop -e dev", Pace: fast})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// motoTarget returns a target on the emulator, with its bucket made.
func motoTarget(t *testing.T, endpoint string) *Target {
	t.Helper()
	target := newTarget(t, endpoint)
	makeBucket(t, target)
	return target
}

// newFake returns a fake and a target on it.
func newFake(t *testing.T, status, template string) (*awstest.Fake, *Target) {
	t.Helper()
	f := awstest.NewFake(t, status, template)
	target := newTarget(t, f.URL)
	target.Stack, target.Bucket = "shop-dev", ""
	return f, target
}

func makeBucket(t *testing.T, target *Target) {
	t.Helper()
	_, err := target.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String(target.Bucket),
		CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}})
	if err != nil {
		t.Fatal(err)
	}
}

func parseYAML(name string, content []byte) ([]*tree.Node, diag.List) {
	return data.Documents(diag.NewFile(name, content))
}

// desired is what a template in YAML, and further files, ask for.
func desired(t *testing.T, template string, files ...backends.Artifact) backends.Desired {
	t.Helper()
	d := backends.Desired{Artifacts: []backends.Artifact{{Path: "template.yaml", Data: []byte(template)}}}
	d.Artifacts = append(d.Artifacts, files...)
	for _, a := range d.Artifacts {
		if strings.HasSuffix(a.Path, ".yaml") {
			docs, ds := parseYAML(a.Path, a.Data)
			if ds.HasErrors() {
				t.Fatal(ds)
			}
			d.Objects = append(d.Objects, templates{}.Objects(a.Path, docs)...)
		}
	}
	return d
}

// planned completes what is desired with a plan against what the target holds: by whole objects, which is enough here.
func planned(t *testing.T, target backends.Live, d backends.Desired) backends.Desired {
	t.Helper()
	state, err := target.ReadState(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d.State, d.Changes = state.Digest, nil
	old := map[backends.ObjectAddress]*tree.Node{}
	for _, o := range state.Objects {
		old[o.Address] = o.Tree
	}
	for _, o := range d.Objects {
		before := old[o.Address]
		delete(old, o.Address)
		switch {
		case before == nil:
			d.Changes = append(d.Changes, backends.Change{Action: backends.Create, Address: o.Address, After: o.Tree, File: o.File})
		case !tree.Equal(before, o.Tree):
			d.Changes = append(d.Changes, backends.Change{Action: backends.Update, Address: o.Address, Before: before, After: o.Tree, File: o.File})
		}
	}
	for _, o := range state.Objects {
		if old[o.Address] != nil {
			d.Changes = append(d.Changes, backends.Change{Action: backends.Delete, Address: o.Address, Before: o.Tree, File: o.File})
		}
	}
	return d
}

// apply plans and applies, and returns the actions of the plan as "create AWS::SQS::Queue/Orders".
func apply(t *testing.T, target backends.Live, d backends.Desired) (backends.Report, string) {
	t.Helper()
	d = planned(t, target, d)
	r, err := target.Apply(t.Context(), d, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r, actions(d.Changes)
}

func actions(changes []backends.Change) string {
	var out []string
	for _, c := range changes {
		out = append(out, fmt.Sprintf("%s %s", c.Action, c.Address))
	}
	return strings.Join(out, ", ")
}

// faultOf returns the code and the sentences of an error.
func faultOf(err error) (code, text string) {
	f, ok := err.(*backends.Fault)
	if !ok {
		return "", fmt.Sprint(err)
	}
	return f.Code, f.Summary + " | " + f.Detail + " | " + f.Fix
}

func wantFault(t *testing.T, err error, code *diag.Code, texts ...string) {
	t.Helper()
	got, text := faultOf(err)
	if got != code.ID {
		t.Fatalf("got %s %s, want %s", got, text, code.ID)
	}
	for _, want := range texts {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in: %s", want, text)
		}
	}
}
