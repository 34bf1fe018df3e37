package kubernetes

import (
	"net/url"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

const (
	registryFile   = "registry.json"
	registryVolume = "espc-registry"
	registryAPI    = "/apis/registry/v3"
)

var (
	registryPath     = ruled(ruleRuntime, tree.NewString("/app/registry"))
	registryCommand  = ruled(ruleRegistry, words("node", "/app/load-schemas.js"))
	registryMemory   = ruled(ruleRegistry, tree.NewString("128Mi"))
	registryCPU      = ruled(ruleRegistry, tree.NewString("10m"))
	registryTries    = ruled(ruleRegistry, tree.NewInt(6))
	registryDeadline = ruled(ruleRegistry, tree.NewInt(900))
)

// addRegistry adds the workload that loads documents into the environment's registry, where it names one and there is something to
// load.
func (r *render) addRegistry() {
	at := r.settings.schemaRegistry
	if !at.IsSet() || !r.documented() {
		return
	}
	address := schema.Address{Kind: componentRegistry, Name: r.t.Name}
	w := r.newWorkload(address, componentRegistry, shorten(r.t.Name+"-"+componentRegistry), at.Node)
	w.lower = func(r *render, w *workload) []backends.Object { return r.registry(w) }
	r.add(w)
	if u, err := url.Parse(at.V); err == nil {
		scope := anywhere
		if _, _, ok := clusterName(u.Hostname(), r.namespace.Text); ok {
			scope = public // a Service of the cluster: its pods' port is not known here
		}
		r.connectURL(w, at.V, scope, at.Node, at.Node)
	}
}

// documented reports whether the topology has documents of what is placed here.
func (r *render) documented() bool {
	for _, s := range r.t.Schemas {
		if r.here(s.Address) {
			return true
		}
	}
	for _, e := range r.t.ApiEndpoints {
		if r.here(e.Gateway.V) {
			return true
		}
	}
	for _, m := range r.t.Models {
		if r.here(m.Address) {
			return true
		}
	}
	return r.eventful()
}

// eventful reports whether an event's bus is placed here.
func (r *render) eventful() bool {
	for _, e := range r.t.Events {
		if r.here(e.Address) {
			return true
		}
	}
	return false
}

// made returns the documents made of the topology that are about what is placed here.
func (r *render) made() []documents.Document {
	var out []documents.Document
	for _, d := range documents.Made(r.t) {
		if d.Format == documents.AsyncAPI && r.eventful() || d.Format != documents.AsyncAPI && r.here(d.Address) {
			out = append(out, d)
		}
	}
	return out
}

// registry lowers the loader: a ConfigMap for each document that is made of the topology, the list of all, and a Job that loads
// them. Running it again changes nothing; its name carries a digest of all that it loads.
func (r *render) registry(w *workload) []backends.Object {
	objects := []backends.Object{r.serviceAccount(w), r.networkPolicy(w)}
	var all []documents.Document
	var sources []*tree.Node
	var loaded strings.Builder
	add := func(configMap *tree.Node, d documents.Document) {
		all = append(all, d)
		sources = append(sources, tree.NewMap(tree.F("configMap", tree.NewMap(tree.F("name", configMap)))))
		loaded.WriteString(d.File + "\x00" + d.Text() + "\x00")
	}
	for _, d := range r.made() {
		name := derived(ruleName, d.Node, workloadName(r.t.Name, componentRegistry, strings.ReplaceAll(d.ID, "_", "-")))
		objects = append(objects, r.documentMap(&w.owner, name, d))
		add(name, d)
	}
	for _, s := range r.t.Schemas {
		if r.here(s.Address) {
			add(derived(ruleName, s.Node, r.schemaName(s)), documents.Declared(r.t, s))
		}
	}
	list := config{data: tree.NewMap(tree.F(registryFile, derivedOf(ruleRegistry, registryList(all), documentNodes(w.node, all)...)))}
	loaded.WriteString(list.data.Fields[0].Value.Text)
	sources = append(sources, tree.NewMap(tree.F("configMap", tree.NewMap(tree.F("name", w.title)))))
	env := func(name, value string) variableNode {
		return variableNode{name, tree.F("value", derived(ruleRegistry, w.node, escapeDollar(value))), w.node}
	}
	p := &pod{
		image:   r.runtimeImage(eventRuntime, w.node),
		command: registryCommand,
		memory:  registryMemory, cpu: registryCPU,
		runtime: true, once: true, deadline: registryDeadline,
		checksum: derived(ruleChecksum, w.node, digest(loaded.String())[:16]),
		volumes: []*tree.Node{tree.NewMap(
			tree.F("name", tree.NewString(registryVolume)),
			tree.F("projected", tree.NewMap(tree.F("sources", tree.NewList(sources...)))),
		)},
		mounts: []*tree.Node{mount(registryVolume, registryPath, nil)},
		env:    []variableNode{env("REGISTRY_URL", registryURL(r.settings.schemaRegistry.V)), env("REGISTRY_GROUP", r.t.Name)},
	}
	specification := tree.NewMap(tree.F("backoffLimit", registryTries), tree.F("template", r.template(w, p)))
	return append(objects, r.configMap(w, list, nil),
		r.object(&w.owner, jobType, meta{name: jobName(w, specification)}, tree.F("spec", specification)))
}

// registryURL returns the root of a registry's API: an address without one of its own gets that of version 3.
func registryURL(address string) string {
	address = strings.TrimSuffix(address, "/")
	if strings.Contains(address, "/apis/") {
		return address
	}
	return address + registryAPI
}

// documentNodes are what a list of documents is made of.
func documentNodes(from *tree.Node, all []documents.Document) []*tree.Node {
	nodes := []*tree.Node{from}
	for _, d := range all {
		nodes = append(nodes, d.Node, d.Version.Node, d.Compatibility.Node)
	}
	return nodes
}
