package stack

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/cluster"
	"espc.dev/e2e/espc"
)

// here is where the emulator is, but for the region.
var here = cloudformation.Place{Partition: "aws", Account: "123456789012"}

// topology is a topology's folder, and the account that one of its environments is applied to.
type topology struct {
	dir, environment string
	setting
	account    *Account
	kubeconfig string // of the cluster that has the rest of the environment, "" where there is none
}

// setting is what the environment says of where it is deployed. The stack is a variable of the topology, or stands there; context is
// that of a cluster, "" for none.
type setting struct{ region, bucket, stack, variable, context string }

// usual is how the examples have it.
var usual = setting{region: "eu-west-1", bucket: "acme-artifacts", stack: "e2e", variable: "stack=e2e"}

// newTopology copies a topology's folder, so that it can be changed, and makes the artifact bucket.
func newTopology(t *testing.T, source, environment string, where setting) *topology {
	t.Helper()
	l := &topology{dir: filepath.Join(t.TempDir(), "topology"), environment: environment, setting: where}
	l.restore(t, source)
	var err error
	if l.account, err = Open(t.Context(), emulator, l.region, l.bucket); err != nil {
		t.Fatal(err)
	}
	_, err = l.account.buckets.CreateBucket(t.Context(), &s3.CreateBucketInput{
		Bucket: aws.String(l.bucket), CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: s3types.BucketLocationConstraint(l.region)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if l.context != "" {
		l.kubeconfig = kubeconfig(t, l.context)
	}
	return l
}

// kubeconfig writes a kubeconfig with a cluster's context under another name. What the cluster needs beside it is made: the
// definitions of custom resources, and a class of pods.
func kubeconfig(t *testing.T, context string) string {
	t.Helper()
	c := cluster.Shared(t)
	c.Define(t)
	c.Create(t, "", "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: business-critical}\nvalue: 1000\n")
	content, err := os.ReadFile(c.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	named := strings.Replace(string(content), "name: dev\n", "name: "+context+"\n", 1)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(path, []byte(named), 0o600); err != nil || named == string(content) {
		t.Fatal(err, "no context dev in the kubeconfig")
	}
	return path
}

// restore makes the files what they are in the source.
func (l *topology) restore(t *testing.T, source string) {
	t.Helper()
	if err := os.RemoveAll(l.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(l.dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
}

// run runs the command line on the environment's stack. It returns what it wrote and its exit code.
func (l *topology) run(t *testing.T, command string, arguments ...string) espc.Result {
	t.Helper()
	environ := []string{
		"AWS_ENDPOINT_URL=" + emulator, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_SESSION_TOKEN=", "AWS_PROFILE=", "AWS_REGION=" + l.region,
		"AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull, "AWS_EC2_METADATA_DISABLED=true",
	}
	if l.kubeconfig != "" {
		environ = append(environ, "KUBECONFIG="+l.kubeconfig)
	}
	all := append([]string{command, l.dir, "-e", l.environment}, arguments...)
	if l.variable != "" {
		all = append(all, "--var", l.variable)
	}
	return espc.Run(t, ".", environ, all...)
}

func (l *topology) must(t *testing.T, command string, arguments ...string) espc.Result {
	t.Helper()
	r := l.run(t, command, arguments...)
	if r.Code != 0 {
		t.Fatalf("espc %s: exit %d\n%s%s", command, r.Code, r.Stdout, r.Stderr)
	}
	return r
}

// compile compiles the topology as it is now, with what has to be in the bucket before it can be applied.
func (l *topology) compile(t *testing.T) (fs.FS, *cloudformation.Stack) {
	t.Helper()
	folder := os.DirFS(filepath.Join(espc.Compile(t, l.dir), l.environment, "aws"))
	place := here
	place.Region = l.region
	stack, err := cloudformation.Load(folder, l.stack, place, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range stack.All() {
		content, ok := r.Raw("Content").(map[string]any)
		if r.Type != layer.typ || !ok {
			continue
		}
		l.upload(t, content["S3Key"].(string)) // as a person builds and uploads the layer of a runtime
	}
	return folder, stack
}

// emptyZip is the smallest zip file there is.
var emptyZip = "PK\x05\x06" + strings.Repeat("\x00", 18)

func (l *topology) upload(t *testing.T, key string) {
	t.Helper()
	_, err := l.account.buckets.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String(l.bucket), Key: aws.String(key), Body: strings.NewReader(emptyZip)})
	if err != nil {
		t.Fatal(err)
	}
}

// holds wants the account to hold exactly what the topology compiles to, and a plan to have nothing to do.
func (l *topology) holds(t *testing.T, when string) {
	t.Helper()
	folder, stack := l.compile(t)
	passedOver, err := l.account.Deployed(t.Context(), stack, l.stack)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range passedOver {
		if !slices.Contains(NotCreated, r.Type) {
			t.Errorf("%s: %s, of type %s, was not created", when, r, r.Type)
		}
	}
	for _, r := range stack.All() {
		if slices.Contains(NotCreated, r.Type) && !slices.Contains(passedOver, r) {
			t.Errorf("%s: the emulator creates %s now: compare it, and take it off the list", when, r.Type)
		}
	}
	if err := l.account.Compare(t.Context(), folder, stack, every); err != nil {
		t.Errorf("%s: %v", when, err)
	}
	if r := l.run(t, "plan", "--detailed-exitcode"); r.Code != 0 {
		t.Errorf("%s: a plan has something to do: exit %d\n%s%s", when, r.Code, r.Stdout, r.Stderr)
	}
}

func every(*cloudformation.Resource) bool { return true }

// change is what a person does to an example's files.
type change struct {
	file     string
	old, new string
}

func (l *topology) edit(t *testing.T, changes []change) {
	t.Helper()
	for _, c := range changes {
		path := filepath.Join(l.dir, c.file)
		data, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		text := string(data)
		if c.old != "" && strings.Count(text, c.old) != 1 {
			t.Fatalf("%s: %q stands there %d times, want once", c.file, c.old, strings.Count(text, c.old))
		}
		if c.old == "" {
			text += c.new
		} else {
			text = strings.Replace(text, c.old, c.new, 1)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
