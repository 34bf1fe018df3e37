package target

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// layerType is the type of a layer, whose content a person builds and uploads.
const layerType = "AWS::Lambda::LayerVersion"

// needLayers refuses a release that names a layer which is not in the bucket: CloudFormation would find out halfway.
func (t *Target) needLayers(ctx context.Context, verb string, r *release) error {
	keys := layerKeys(r)
	if len(keys) == 0 {
		return nil
	}
	if t.Bucket == "" {
		return t.needBucket("models run by a layer")
	}
	missing := make([]bool, len(keys))
	err := each(ctx, len(keys), 0, func(ctx context.Context, i int) error {
		_, err := t.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(t.Bucket), Key: aws.String(keys[i])})
		if missing[i] = status(err) == 404; missing[i] || err == nil {
			return nil
		}
		return t.bucketError(ctx, verb, err)
	})
	if err != nil {
		return err
	}
	for i, key := range keys {
		if missing[i] {
			runtime := layerRuntime(key)
			return t.fault(diag.LayerMissing, "the layer %s is not in the artifact bucket %s, and a person builds it once", key, t.Bucket).
				withFix("run %s, then sh build/%s/layer.sh s3://%s/%s, then %s", t.command("images")+" --export build", runtime, t.Bucket, key, t.command(verb))
		}
	}
	return nil
}

// layerKeys returns the layers that a release takes from the artifact bucket and does not bring along, sorted.
func layerKeys(r *release) []string {
	var out []string
	for _, n := range r.trees {
		for _, f := range resources(n) {
			content := f.Value.Get("Properties").Get("Content")
			key := content.Get("S3Key").Str()
			if f.Value.Get("Type").Str() != layerType || key == "" || content.Get("S3Bucket").Get("Ref").Str() != bucketParameter {
				continue
			}
			if !slices.ContainsFunc(r.files, func(f file) bool { return f.key == key }) {
				out = append(out, key)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func resources(n *tree.Node) []tree.Field {
	if all := n.Get("Resources"); all != nil {
		return all.Fields
	}
	return nil
}

// layerRuntime returns the runtime that a layer is of: layers/RUNTIME-DIGEST.zip.
func layerRuntime(key string) string {
	name := strings.TrimSuffix(path.Base(key), ".zip")
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		return name[:i]
	}
	return name
}
