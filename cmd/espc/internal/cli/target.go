package cli

import (
	"context"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	awstarget "espc.dev/backends/aws/target"
	clustertarget "espc.dev/backends/kubernetes/target"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/plan"
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
	w := &where{fields: map[string]string{"topology": t.Name, "environment": e.Address.Name}, entity: e.Address}
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
		set("region", e.Backend.Aws.Region)
		set("artifact_bucket", e.Backend.Aws.ArtifactBucket)
	case backend == schema.BackendKubernetes && e.Backend.Kubernetes != nil && e.Backend.Kubernetes.Context.IsSet():
		w.at = e.Backend.Kubernetes.Context.Node.Range()
		set("context", e.Backend.Kubernetes.Context)
		set("namespace", t.Namespace())
	default:
		return nil
	}
	return w
}

// title is how messages call the target before it was asked who it is.
func (w *where) title() string {
	if stack := w.fields["stack"]; stack != "" {
		return "stack " + stack
	}
	return "cluster " + w.fields["context"] + ", namespace " + w.fields["namespace"]
}

// connect returns the live target, having contacted nothing. project is the topology's folder, and args are what follows a
// command's name to mean the target.
func (a *app) connect(ctx context.Context, w *where, b backends.Backend, project, args string) (backends.Live, error) {
	parse := func(name string, content []byte) ([]*tree.Node, diag.List) {
		return data.Documents(diag.NewFile(name, content))
	}
	if b.Info().Name == schema.BackendAWS {
		return awstarget.New(ctx, awstarget.Config{
			Stack: w.fields["stack"], Topology: w.fields["topology"], Environment: w.fields["environment"], Region: w.fields["region"], Bucket: w.fields["artifact_bucket"],
			Backend: b, Args: args, Place: w.at, Parse: parse,
		})
	}
	return clustertarget.New(ctx, clustertarget.Config{
		Context: w.fields["context"], Namespace: w.fields["namespace"], Topology: w.fields["topology"], Environment: w.fields["environment"],
		Project: project, Getenv: a.io.Getenv, Terminal: a.terminal(), Progress: func(text string) { a.note(w.title(), text) },
		Backend: b, Args: args, Place: w.at, Parse: parse,
		Compare: func(before, after []backends.Object) []backends.Change { return plan.Make(before, after, b).Changes },
	})
}

// outputKey is the name by which a live target tells an attribute of an entity after it was deployed.
func outputKey(backend string, of schema.Address, attribute string) string {
	if backend == schema.BackendAWS {
		return aws.OutputName(of, attribute)
	}
	return of.String() + "." + attribute
}
