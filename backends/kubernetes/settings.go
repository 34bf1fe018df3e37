package kubernetes

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// settings are what an environment says about this backend, with every default filled in.
type settings struct {
	block       *schema.KubernetesBackend // nil where the environment has none
	namespace   *tree.Node
	registry    schema.Value[string]
	external    bool // secrets come through External Secrets
	secretStore schema.Value[string]
	// schemaRegistry is the address of what schemas and API documents are loaded into; unset for none.
	schemaRegistry schema.Value[string]
	// serving is set where functions and microservices run on Knative Serving, gatewayAPI where gateways become Gateway API
	// objects, and noEvents where there is no event mesh.
	serving, gatewayAPI, noEvents bool
}

func newSettings(t *schema.Topology) settings {
	var s settings
	if e := t.Environment; e != nil && e.Backend != nil && e.Backend.Kubernetes != nil {
		s.block = e.Backend.Kubernetes
		s.registry, s.secretStore = s.block.Registry, s.block.SecretStore
		s.schemaRegistry = s.block.SchemaRegistry
		s.external = s.block.Secrets.V == "external"
		s.serving = s.block.Serving.V == "knative"
		s.gatewayAPI = s.block.Gateway.V == "gateway-api"
		s.noEvents = s.block.Eventing.V == "none"
	}
	s.namespace = t.Namespace().Node
	if s.namespace == nil {
		s.namespace = tree.NewString(t.Name + "-default")
	}
	return s
}

// size returns the workspace's size. Where no environment gives one, the schema's defaults count.
func (s settings) size() schema.WorkspaceSize {
	if s.block != nil && s.block.Workspace != nil {
		return *s.block.Workspace
	}
	return schema.WorkspaceSize{
		Replicas: schema.Value[int64]{V: 2, Node: tree.NewInt(2)},
		Memory:   schema.Value[schema.Memory]{V: 512 << 20, Node: tree.NewString("512Mi")},
		CPU:      schema.Value[schema.CPU]{V: 100, Node: tree.NewString("100m")},
	}
}

// runtimeImage returns the image of a runtime with the environment's registry, or nil where there is no such runtime.
func (r *render) runtimeImage(runtime string, from *tree.Node) *tree.Node {
	image, ok := r.req.Runtimes[runtime]
	if !ok {
		return nil
	}
	n := derived(ruleRuntime, from, image)
	if r.settings.registry.IsSet() {
		n.Text = strings.TrimSuffix(r.settings.registry.V, "/") + "/" + image
		n.Origin.Also = []*tree.Origin{r.settings.registry.Node.Origin}
	}
	return n
}
