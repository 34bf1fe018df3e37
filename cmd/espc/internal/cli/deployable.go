package cli

import (
	"espc.dev/backends/aws"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// deployable says what keeps an environment from being applied to its stack that can be told without asking anybody: what
// reaches CloudFormation by a bucket alone, where no bucket is named. Files need none.
func (b *built) deployable() diag.List {
	w := liveTarget(b.topology, schema.BackendAWS)
	if w == nil || w.fields["artifact_bucket"] != "" {
		return nil
	}
	for i := range b.outputs {
		if b.outputs[i].backend.Info().Name != schema.BackendAWS {
			continue
		}
		if why := aws.NeedsBucket(b.outputs[i].objects, b.outputs[i].artifacts); why != "" {
			return diag.List{diag.BucketNeeded.At(w.at, "%s, which needs an artifact bucket, and the environment names none", why).
				WithAddress(w.entity.String()).WithFix(`write artifact_bucket = "NAME" in backend "aws"`)}
		}
	}
	return nil
}
