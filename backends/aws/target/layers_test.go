package target

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

const layerKey = "layers/workspace-loopback3-0123456789ab.zip"

const layered = small + `  Runtime:
    Type: AWS::Lambda::LayerVersion
    Properties:
      Content:
        S3Bucket: {Ref: ArtifactBucket}
        S3Key: ` + layerKey + `
`

// A layer is built and uploaded by a person: what needs it is refused before anything is sent that changes something, and
// goes on once it is there.
func TestALayerThatIsNotInTheBucketIsRefusedWithItsCommands(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	p := awstest.NewProxy(t, motoURL)
	target := on(t, direct, p)
	d := planned(t, direct, desired(t, layered))
	_, planning := target.Prepare(t.Context(), d, backends.Options{})
	_, applying := target.Apply(t.Context(), d, backends.Options{})
	for verb, err := range map[string]error{"plan": planning, "apply": applying} {
		wantFault(t, err, diag.LayerMissing, layerKey, "sh build/workspace-loopback3/layer.sh s3://"+target.Bucket+"/"+layerKey, target.command("images")+" --export build", "then "+target.command(verb))
	}
	for _, name := range p.Names() {
		if !strings.HasPrefix(name, "Get") && !strings.HasPrefix(name, "Describe") && !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Head") {
			t.Errorf("%s was sent", name)
		}
	}
	_, err := direct.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String(direct.Bucket), Key: aws.String(layerKey), Body: bytes.NewReader(emptyZip)})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, target, desired(t, layered))
	once(t, direct, "OrdersQueue", "Runtime")
}

func TestALayerThatComesAlongIsNotLookedFor(t *testing.T) {
	docs, ds := parseYAML("template.yaml", []byte(layered))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	r := &release{trees: map[string]*tree.Node{"template.yaml": docs[0]}, files: []file{{key: layerKey}}}
	if keys := layerKeys(r); len(keys) != 0 {
		t.Errorf("looked for %q", keys)
	}
	r.files = nil
	if keys := layerKeys(r); len(keys) != 1 || keys[0] != layerKey {
		t.Errorf("looked for %q", keys)
	}
}

func TestAnEndpointThatDeniesTheLookForALayerIsSaid(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	p := awstest.NewProxy(t, motoURL, &awstest.Rule{Call: "HeadObject", Do: awstest.StatusCode(403)})
	_, err := on(t, direct, p).Prepare(t.Context(), planned(t, direct, desired(t, layered)), backends.Options{})
	wantFault(t, err, diag.StackDenied, direct.Bucket)
}
