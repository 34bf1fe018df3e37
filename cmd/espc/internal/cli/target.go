package cli

import (
	"context"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	awstarget "espc.dev/backends/aws/target"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// target is what plan compares an output with, and what apply changes: a live target, or a folder of files.
type target interface {
	backends.StateReader
	Settle(context.Context, backends.Options) (backends.Report, error)
	Prepare(context.Context, backends.Desired, backends.Options) (backends.Prepared, error)
	Discard(context.Context, backends.Prepared) error
	Apply(context.Context, backends.Desired, backends.Options) (backends.Report, error)
}

// where names a live target by the fields of an environment's backend, so that a saved plan can carry it.
type where struct {
	fields map[string]string
	at     diag.Range
	entity schema.Address
}

// liveTarget returns where the live target of an environment's backend is, or nil where it names none and works on files.
func liveTarget(t *schema.Topology, backend string) *where {
	e := t.Environment
	w := &where{fields: map[string]string{}, entity: e.Address}
	set := func(name string, v schema.Value[string]) {
		if v.IsSet() {
			w.fields[name] = v.V
		}
	}
	switch {
	case e.Backend == nil:
		return nil
	case backend == schema.BackendAWS && e.Backend.Aws != nil && e.Backend.Aws.Stack.IsSet():
		w.at = e.Backend.Aws.Stack.Node.Range()
		set("stack", e.Backend.Aws.Stack)
		w.fields["topology"], w.fields["environment"] = t.Name, e.Address.Name
		set("region", e.Backend.Aws.Region)
		set("artifact_bucket", e.Backend.Aws.ArtifactBucket)
	case backend == schema.BackendKubernetes && e.Backend.Kubernetes != nil && e.Backend.Kubernetes.Context.IsSet():
		w.at = e.Backend.Kubernetes.Context.Node.Range()
		set("context", e.Backend.Kubernetes.Context)
	default:
		return nil
	}
	return w
}

// byHand returns the warning that a backend's cluster is not reached, where the environment has another part that is worth
// doing without it: the cluster's part is files then, and somebody brings them there. folder is theirs; "" for a command that
// has nothing to do with files.
func (w *where) byHand(e *schema.Environment, folder string) diag.List {
	if w == nil || w.fields["context"] == "" || len(e.Backends()) < 2 {
		return nil
	}
	d := diag.ClusterByHand.At(w.at, "this version does not reach the cluster %s; what is in it is left alone", w.fields["context"])
	if folder != "" {
		d = diag.ClusterByHand.At(w.at, "this version does not reach the cluster %s; its part is files in %s", w.fields["context"], folder).
			WithFix("bring them there with kubectl --context %s apply --server-side -k %s", quote(w.fields["context"]), quote(folder))
	}
	return diag.List{d.WithAddress(w.entity.String())}
}

// title is how messages call the target before it was asked who it is.
func (w *where) title() string {
	if stack := w.fields["stack"]; stack != "" {
		return "stack " + stack
	}
	return "cluster " + w.fields["context"]
}

// connect returns the live target, having contacted nothing. args are what follows a command's name to mean it.
func (w *where) connect(ctx context.Context, b backends.Backend, args string) (backends.Live, error) {
	if b.Info().Name != schema.BackendAWS {
		return nil, &backends.Fault{Diagnostic: diag.NoLiveTarget.At(w.at, "the environment names a live %s, which this version can't reach", w.title()).
			WithAddress(w.entity.String()).WithFix("work on files with --offline")}
	}
	return awstarget.New(ctx, awstarget.Config{
		Stack: w.fields["stack"], Topology: w.fields["topology"], Environment: w.fields["environment"], Region: w.fields["region"], Bucket: w.fields["artifact_bucket"],
		Backend: b, Args: args, Place: w.at,
		Parse: func(name string, content []byte) ([]*tree.Node, diag.List) {
			return data.Documents(diag.NewFile(name, content))
		},
	})
}

// outputKey is the name by which a live target tells an attribute of an entity after it was deployed.
func outputKey(backend string, of schema.Address, attribute string) string {
	if backend == schema.BackendAWS {
		return aws.OutputName(of, attribute)
	}
	return of.String() + "." + attribute
}
