// Package target plans on, applies to and reads Kubernetes clusters. The cluster is the only state: what espc applied is an
// ApplySet (KEP-3659), whose parent also lists its members' uids and its revisions; a Lease is the lock.
//
// Server, context and credentials are found by the rules of kubectl: KUBECONFIG, contexts and credential plug-ins mean what they
// mean to every other tool.
package target

import (
	"os"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Config says which set in which cluster, and what goes with it.
type Config struct {
	// Context is the kubeconfig's context, Namespace where the set lives.
	Context, Namespace string
	// Topology and Environment are whose the set is to be; a set of another is refused.
	Topology, Environment string
	// Project is the topology's folder; a kubeconfig in it may not name programs to run.
	Project string
	// Getenv reads the environment: KUBECONFIG, HOME, USER.
	Getenv func(string) string
	// Progress is told, in a sentence, when the server keeps a request waiting, and what a program that fetches credentials says;
	// nil for nobody. Several goroutines may call it at once.
	Progress func(string)
	// Terminal is where such a program can ask a person; nil where there is nobody.
	Terminal *os.File
	// Pace bounds requests; the zero value is right for clusters.
	Pace Pace
	// Backend reads manifests back into objects, and knows their dialect.
	Backend backends.Backend
	// Parse reads YAML or JSON, for the contents of revisions.
	Parse func(name string, content []byte) ([]*tree.Node, diag.List)
	// Compare compares two sets of objects field by field, as a plan does.
	Compare func(before, after []backends.Object) []backends.Change
	// Args are what follows a command's name to mean this target: "shop -e prod".
	Args string
	// Place is where the environment names the context.
	Place diag.Range
}

// Pace bounds the requests to the cluster.
type Pace = client.Pace

// Target is one topology's set in one namespace. It implements backends.Live.
type Target struct {
	Config
	api client.API
	// set is the ApplySet's id, which members carry as a label.
	set string
	// name is that of the parent and of the lock: espc-<topology>.
	name string
	// settled is set once Settle looked at the lock: a run that changes the set follows.
	settled bool
	// seen is the set's record as ReadState saw it last, nil for none.
	seen *set.Parent
}

// identity names the target for people and for saved plans.
func (t *Target) identity() string {
	return "cluster " + t.Context + ", namespace " + t.Namespace
}

// command is an espc command for this target.
func (t *Target) command(verb string) string {
	return strings.TrimRight("espc "+verb+" "+t.Args, " ")
}

// kubectl is a command of kubectl for this target's namespace.
func (t *Target) kubectl(rest string) string {
	return "kubectl --context " + t.Context + " -n " + t.Namespace + " " + rest
}

// fault is a *backends.Fault under construction.
type fault struct{ d diag.Diagnostic }

func (t *Target) fault(code *diag.Code, format string, args ...any) fault {
	return fault{code.At(t.Place, format, args...)}
}

func (f fault) withFix(format string, args ...any) *backends.Fault {
	return &backends.Fault{Diagnostic: f.d.WithFix(format, args...)}
}
