package crossing

import (
	"crypto/sha256"
	"encoding/hex"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Longest names that the other side has to know.
const (
	maxFunctionName = 64 // of a function on Lambda
	maxBusName      = 256
	maxWorkloadName = 52 // of a workload on Kubernetes
)

// KindWorkspace is the kind of what runs the models that no microservice takes. It is none of the language.
const KindWorkspace schema.Kind = "workspace"

// Lambda returns what answers for an entity as a function on Lambda: a function itself, a microservice of models, or what
// runs a model. It reports false for what is no function there.
func (s Sides) Lambda(a schema.Address) (schema.Address, bool) {
	switch e := s.T.Lookup(a).(type) {
	case *schema.Function:
		return a, true
	case *schema.Microservice:
		return a, e.Models.IsSet()
	case *schema.Model:
		if m := s.T.ModelService(a); m != nil {
			return m.Address, true
		}
		return schema.Address{Kind: KindWorkspace, Name: s.T.Name}, true
	}
	return schema.Address{}, false
}

// FunctionName returns the name of what runs as a function on Lambda, <topology>-<environment>-<name>. What is no function
// of the language has its kind in the name, because names are unique within a kind.
func (s Sides) FunctionName(a schema.Address) string {
	return s.physical(PlainName(a), maxFunctionName)
}

// PlainName is what such a name says of the entity.
func PlainName(a schema.Address) string {
	switch a.Kind {
	case schema.KindFunction:
		return a.Name
	case KindWorkspace:
		return string(KindWorkspace)
	}
	return string(a.Kind) + "-" + a.Name
}

// FunctionARN returns the ARN of what answers for an entity on Lambda, in the account and region of a cluster.
func (s Sides) FunctionARN(c Cluster, a schema.Address) string {
	f, _ := s.Lambda(a)
	return "arn:" + c.Partition + ":lambda:" + c.Region + ":" + c.Account + ":function:" + s.FunctionName(f)
}

// BusName returns the name of a bus on EventBridge: <topology>-<environment>-<name>, or that of the one that stands
// already.
func (s Sides) BusName(a schema.Address) string {
	if b := schema.Find[schema.EventBus](s.T, a); b != nil && b.Existing.IsSet() {
		return b.Existing.V
	}
	return s.physical(a.Name, maxBusName)
}

// Namespace returns the namespace of the environment's cluster that the topology is in.
func (s Sides) Namespace() string {
	if v := s.T.Namespace(); v.IsSet() {
		return v.V
	}
	return s.T.Name + "-default"
}

// ServiceAccount returns the service account of a workload on Kubernetes, which has the workload's name.
func (s Sides) ServiceAccount(a schema.Address) string {
	return Shorten(s.T.Name+"-"+string(a.Kind)+"-"+a.Name, maxWorkloadName)
}

func (s Sides) physical(name string, n int) string {
	environment := "default"
	if s.T.Environment != nil {
		environment = s.T.Environment.Address.Name
	}
	return Shorten(s.T.Name+"-"+environment+"-"+name, n)
}

// Shorten returns a name of at most n characters: of a longer one its start, a hyphen, and the first six hexadecimal digits
// of its SHA-256.
func Shorten(full string, n int) string {
	if len(full) <= n {
		return full
	}
	sum := sha256.Sum256([]byte(full))
	return full[:n-7] + "-" + hex.EncodeToString(sum[:])[:6]
}

// EventRoute returns what the client reads of an event before it publishes it: its bus, type and source.
func (s Sides) EventRoute(e *schema.Event) string {
	return string(tree.AppendJSON(nil, tree.NewMap(
		tree.F("bus", tree.NewString(e.Bus.V.Name)),
		tree.F("type", tree.NewString(s.T.EventType(e).V)),
		tree.F("source", tree.NewString(s.T.EventSource(e).V)),
	), ""))
}
