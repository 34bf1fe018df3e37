package target

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// service asks a service of the emulator directly, past CloudFormation and this package.
func service(t *testing.T, name, method, path, body string) string {
	t.Helper()
	r, err := http.NewRequest(method, motoURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/"+name+"/aws4_request, SignedHeaders=host, Signature=x")
	if operation, _, ok := strings.Cut(body, " "); ok {
		r.Header.Set("X-Amz-Target", operation)
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Body = io.NopCloser(strings.NewReader("{}"))
		r.ContentLength = 2
	} else if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(response.Body)
	return fmt.Sprint(response.StatusCode, " ", string(content))
}

// After apply the account holds what the template says, read back through the services.
func TestTheAccountHoldsWhatTheTemplateSays(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	template := named(target, shop)
	apply(t, target, desired(t, template, code()))
	function := "/2015-03-31/functions/" + target.Stack + "-resize"
	if got := service(t, "lambda", "GET", function, ""); !strings.HasPrefix(got, "200") || !strings.Contains(got, `"MemorySize": 128`) {
		t.Errorf("the function: %s", got)
	}
	apply(t, target, desired(t, strings.Replace(template, "MemorySize: 128", "MemorySize: 512", 1), code()))
	if got := service(t, "lambda", "GET", function, ""); !strings.Contains(got, `"MemorySize": 512`) {
		t.Errorf("the function after the update: %s", got)
	}
	// A name can't be changed in place: the rule of the old name is gone, the one of the new is there. The emulator replaces
	// rules so, but not functions.
	apply(t, target, desired(t, strings.ReplaceAll(template, target.Stack+"-uploaded", target.Stack+"-stored"), code()))
	rules := service(t, "events", "POST", "/", `AWSEvents.ListRules {}`)
	if strings.Contains(rules, target.Stack+"-uploaded") || !strings.Contains(rules, target.Stack+"-stored") {
		t.Errorf("the rules after the replacement: %s", rules)
	}
	if _, err := target.Destroy(t.Context(), backends.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := service(t, "lambda", "GET", "/2015-03-31/functions/", ""); strings.Contains(got, target.Stack) {
		t.Errorf("functions after destroy: %s", got)
	}
}

// FAULT 48: over 51,200 bytes a template goes through the bucket; over 1 MB it is refused before anything is sent.
func TestALargeTemplateGoesThroughTheBucket(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	p := awstest.NewProxy(t, motoURL)
	target := on(t, direct, p)
	large := func(n int) string {
		return small + "  Noted:\n    Type: AWS::SQS::Queue\n    Metadata: {Note: " + strings.Repeat("x", n) + "}\n"
	}
	d := desired(t, large(60_000))
	apply(t, target, d)
	if _, did := apply(t, target, d); did != "" {
		t.Errorf("a second plan is not empty: %s", did)
	}
	once(t, direct, "OrdersQueue", "Noted")
	var sent string
	for _, c := range p.Names() {
		if strings.HasPrefix(c, "PutObject") && strings.Contains(c, templatesFolder) {
			sent = c
		}
	}
	if !strings.HasSuffix(sent, "/template.yaml") {
		t.Errorf("the template was not uploaded: %v", p.Names())
	}
	_, err := target.Prepare(t.Context(), planned(t, target, desired(t, large(1<<20))), backends.Options{})
	wantFault(t, err, diag.TemplateLimit, "1 MB")

	target.Bucket = ""
	_, err = target.Prepare(t.Context(), planned(t, target, desired(t, strings.Replace(large(60_000), "  ArtifactBucket: {Type: String}", "  Other: {Type: String, Default: x}", 1))), backends.Options{})
	wantFault(t, err, diag.BucketNeeded, "artifact_bucket")
}

// FAULT 48: nested stacks' templates go through the bucket and read back under their own paths.
func TestNestedStacksAreDeployedAndReadBack(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	template := small + `  Functions:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: stacks/functions.yaml
      Parameters: {ArtifactBucket: {Ref: ArtifactBucket}}
`
	nested := func(visibility int) backends.Artifact {
		return backends.Artifact{Path: "stacks/functions.yaml", Data: fmt.Appendf(nil, `Parameters:
  ArtifactBucket: {Type: String}
Resources:
  InnerQueue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: %d}
`, visibility)}
	}
	apply(t, target, desired(t, template, nested(30)))
	if _, did := apply(t, target, desired(t, template, nested(30))); did != "" {
		t.Errorf("a second plan is not empty: %s", did)
	}
	state, err := target.ReadState(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, o := range state.Objects {
		found = append(found, o.File+" "+o.Address.Namespace+" "+o.Address.Name)
	}
	for _, want := range []string{"stacks/functions.yaml functions InnerQueue", "template.yaml  OrdersQueue"} {
		if !strings.Contains(strings.Join(found, ","), want) {
			t.Errorf("%q is not in %v", want, found)
		}
	}
	if _, did := apply(t, target, desired(t, template, nested(45))); did != "update SQS::Queue/InnerQueue" && did != "update AWS::SQS::Queue/InnerQueue" {
		t.Errorf("got %s", did)
	}
	status, err := target.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	inner := 0
	for _, c := range status.Children {
		inner += len(c.Children)
	}
	if inner != 1 {
		t.Errorf("the status shows no nested resource: %+v", status)
	}
	if _, err := target.Destroy(t.Context(), backends.Options{}); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyWhatIsMissingIsUploadedWithProgress(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	p := awstest.NewProxy(t, motoURL)
	target := on(t, direct, p)
	big := backends.Artifact{Path: "functions/big-1.zip", Data: make([]byte, 100_000)}
	var told []backends.Event
	options := backends.Options{Progress: func(e backends.Event) {
		if e.Bytes {
			told = append(told, e)
		}
	}}
	d := planned(t, target, desired(t, small, code(), big))
	if _, err := target.Prepare(t.Context(), d, options); err != nil {
		t.Fatal(err)
	}
	if len(told) != 3 || told[2].Done != told[2].Total || told[2].Total < 100_000 {
		t.Errorf("told %+v", told)
	}
	before := p.Count("PutObject")
	if _, err := target.Prepare(t.Context(), d, options); err != nil {
		t.Fatal(err)
	}
	if p.Count("PutObject") != before {
		t.Errorf("%d objects were uploaded again", p.Count("PutObject")-before)
	}
	// The same path with other content is not taken for the same.
	big.Data = append([]byte("other"), big.Data[5:]...)
	if _, err := target.Prepare(t.Context(), planned(t, target, desired(t, small, code(), big)), options); err != nil {
		t.Fatal(err)
	}
	if p.Count("PutObject") != before+1 {
		t.Errorf("%d objects were uploaded, want 1", p.Count("PutObject")-before)
	}
}

func TestAPlanThatIsNotSavedLeavesNothingBehind(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	p, err := target.Prepare(t.Context(), planned(t, target, desired(t, small)), backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := target.Discard(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if s, err := target.describe(t.Context(), "plan", target.Stack); err != nil || s.StackStatus != "" {
		t.Errorf("the stack is %s, %v", s.StackStatus, err)
	}
	apply(t, target, desired(t, small))
	p, err = target.Prepare(t.Context(), planned(t, target, desired(t, smallNext)), backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := target.Discard(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	once(t, target, "OrdersQueue")
}

func TestAPlanThatIsOnlyLookedAtSharesNothingWithASavedOne(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, small))
	d := planned(t, target, desired(t, smallNext))
	saved, err := target.Prepare(t.Context(), d, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	looked, err := target.Prepare(t.Context(), d, backends.Options{Throwaway: true})
	if err != nil || looked.ID == saved.ID || looked.Shared || saved.Shared {
		t.Fatalf("%+v and %+v, %v", saved, looked, err)
	}
	if err := target.Discard(t.Context(), looked); err != nil {
		t.Fatal(err)
	}
	again, err := target.Prepare(t.Context(), d, backends.Options{})
	if err != nil || again.ID != saved.ID || !again.Shared {
		t.Errorf("%+v, %v: want the saved one, told as shared", again, err)
	}
	d.Prepared = saved.ID
	if _, err := target.Apply(t.Context(), d, backends.Options{}); err != nil {
		t.Error(err)
	}
	once(t, target, "OrdersQueue", "MoreQueue")
}

func TestTheEmulatorHasNoDriftDetection(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, small))
	_, err := target.Drift(t.Context(), backends.Options{})
	wantFault(t, err, diag.NoDriftDetection)
}

func TestWhatIsMissingIsSaidWithItsFix(t *testing.T) {
	if moto(t) {
		target := newTarget(t, motoURL) // its bucket was never made
		_, err := run(t.Context(), t, target, small)
		wantFault(t, err, diag.BucketNeeded, "does not exist", "aws s3 mb s3://"+target.Bucket)
		target.Bucket = ""
		_, err = target.Prepare(t.Context(), planned(t, target, desired(t, small)), backends.Options{})
		wantFault(t, err, diag.BucketNeeded, "artifact_bucket")
		_, err = target.Prepare(t.Context(), planned(t, target, desired(t, "Parameters:\n  P: {Type: String}\n"+queue)), backends.Options{})
		wantFault(t, err, diag.ParameterNeeded, "P has no default")
		_, err = target.Prepare(t.Context(), planned(t, target, desired(t, "Description: nothing\n")), backends.Options{})
		wantFault(t, err, diag.TemplateLimit, "espc destroy shop -e dev")
	}
	environ(t, "http://127.0.0.1:1")
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	_, err := New(t.Context(), Config{Stack: "s", Pace: fast})
	wantFault(t, err, diag.StackUnreachable, "region")
	t.Setenv("AWS_REGION", "eu-west-1")
	target, err := New(t.Context(), Config{Stack: "s", Pace: fast, Args: "-e dev"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = target.ReadState(t.Context(), nil)
	wantFault(t, err, diag.StackUnreachable, "refused", "espc plan -e dev")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	if target, err = New(t.Context(), Config{Stack: "s", Pace: fast, Args: "-e dev"}); err != nil {
		t.Fatal(err)
	}
	_, err = target.ReadState(t.Context(), nil)
	wantFault(t, err, diag.StackCredentials, "espc plan -e dev")
	t.Setenv("AWS_PROFILE", "nobody")
	_, err = New(t.Context(), Config{Stack: "s", Pace: fast, Args: "-e dev"})
	if code, text := faultOf(err); code == "" {
		t.Errorf("a profile that is not there: %s", text)
	}
}

func TestDeniedActionsAreNamed(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	p := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "CreateChangeSet", Do: awstest.APIFault(403, "AccessDenied", "User: ann is not authorized to perform: cloudformation:CreateChangeSet")})
	target = on(t, target, p)
	_, err := target.Prepare(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
	wantFault(t, err, diag.StackDenied, "cloudformation:CreateChangeSet", "espc plan shop -e dev")
	if p.Count("CreateChangeSet") != 1 {
		t.Errorf("a denied call was made %d times", p.Count("CreateChangeSet"))
	}
}

// The address of a nested template is where CloudFormation finds it, and reads back as its path.
func TestTemplateAddresses(t *testing.T) {
	environ(t, "")
	_ = os.Unsetenv("AWS_ENDPOINT_URL")
	target, err := New(t.Context(), Config{Stack: "s", Bucket: "shop-artifacts", Pace: fast})
	if err != nil {
		t.Fatal(err)
	}
	key := templatesFolder + digest(nil) + "/stacks/functions.yaml"
	url, err := target.objectURL(t.Context(), key)
	if want := "https://shop-artifacts.s3.eu-west-1.amazonaws.com/" + key; err != nil || url != want {
		t.Errorf("got %s, %v, want %s", url, err, want)
	}
	for in, want := range map[string]string{
		url: "stacks/functions.yaml", "https://b.s3.amazonaws.com/templates/short/x.yaml": "https://b.s3.amazonaws.com/templates/short/x.yaml", "": "",
	} {
		if got := templatePath(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	n := tree.NewMap(tree.F("Resources", tree.NewMap(tree.F("S", tree.NewMap(tree.F("Type", tree.NewString(stackType)),
		tree.F("Properties", tree.NewMap(tree.F("TemplateURL", tree.NewString(url)))))))))
	mapTemplateURLs(n, templatePath)
	if n.Get("Resources").Get("S").Get("Properties").Get("TemplateURL").Text != url {
		t.Error("the tree given was changed")
	}
}
