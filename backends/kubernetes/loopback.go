package kubernetes

import (
	"cmp"
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// loopbackProject is the LoopBack project of one pod, be it the workspace or a microservice of models: JSON files that the
// runtime image reads, the variables that hold what is secret in them, and nothing that is code.
type loopbackProject struct {
	// Data holds the files as entries of a ConfigMap, sorted by key.
	Data *tree.Node
	// Items are the volume's items: which entry is which file of the project's folder.
	Items *tree.Node
	// Secrets are the variables that datasources.json names.
	Secrets []secretVariable
	// Connectors are the data sources in use, sorted by name.
	Connectors []*schema.Connector
}

// secretVariable is an environment variable that a secret gives its value.
type secretVariable struct {
	Name   string
	Secret schema.Value[schema.Address]
}

// newLoopbackProject makes the project that serves models. from is what brings the pod.
func newLoopbackProject(t *schema.Topology, models []*schema.Model, from *tree.Node) loopbackProject {
	p := newLoopbackPod(t, models)
	files := []loopbackFile{
		{"datasources.json", "datasources.json", p.dataSources(from)},
		{"model-config.json", "model-config.json", p.modelConfig(from)},
		{"workspace.json", "workspace.json", p.settings(from)},
	}
	for _, m := range p.models {
		name := m.Address.Name + ".json"
		files = append(files, loopbackFile{"models." + name, "common/models/" + name, p.model(m)})
	}
	slices.SortFunc(files, func(a, b loopbackFile) int { return cmp.Compare(a.key, b.key) })
	out := loopbackProject{Connectors: p.connectors, Secrets: p.secrets()}
	var data []tree.Field
	var items []*tree.Node
	for _, f := range files {
		if f.content == nil {
			continue
		}
		text := append(tree.AppendJSON(nil, f.content, "  "), '\n')
		data = append(data, tree.F(f.key, tree.NewString(string(text)).With(f.content.Origin)))
		items = append(items, tree.NewMap(tree.F("key", tree.NewString(f.key)), tree.F("path", tree.NewString(f.path))).With(f.content.Origin))
	}
	out.Data, out.Items = tree.NewMap(data...), tree.NewList(items...)
	return out
}

// loopbackFile is one file: its key in the ConfigMap, where a path can't stand, and its place in the project.
type loopbackFile struct {
	key, path string
	content   *tree.Node
}

// loopbackPod is what runs in one pod: models sorted by name, and the connectors they use.
type loopbackPod struct {
	topology   *schema.Topology
	models     []*schema.Model
	connectors []*schema.Connector
}

func newLoopbackPod(t *schema.Topology, models []*schema.Model) *loopbackPod {
	p := &loopbackPod{topology: t, models: slices.SortedFunc(slices.Values(models), compareModels)}
	p.connectors = p.usedConnectors()
	return p
}

func compareModels(a, b *schema.Model) int { return a.Address.Compare(b.Address) }

// usedConnectors returns the connectors of the pod's models; one that none of them uses is no business of the pod.
func (p *loopbackPod) usedConnectors() []*schema.Connector {
	var out []*schema.Connector
	for _, m := range p.models {
		if c := p.connector(m); c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *schema.Connector) int { return a.Address.Compare(b.Address) })
	return out
}

func (p *loopbackPod) connector(m *schema.Model) *schema.Connector {
	return schema.Find[schema.Connector](p.topology, m.Connector.V)
}

// users returns the models that people log in with: those of base User.
func (p *loopbackPod) users() []*schema.Model {
	var out []*schema.Model
	for _, m := range p.models {
		if isUser(m) {
			out = append(out, m)
		}
	}
	return out
}

func isUser(m *schema.Model) bool { return m.Base.V == "User" }

// guarded reports whether the pod has access control: a model with rules, or one that people log in with.
func (p *loopbackPod) guarded() bool {
	return slices.ContainsFunc(p.models, func(m *schema.Model) bool { return len(m.Access) > 0 || isUser(m) })
}

// derivedFrom returns the origin of what a rule makes of several nodes: the first is the one to look at.
func derivedFrom(rule string, nodes ...*tree.Node) *tree.Origin {
	var o *tree.Origin
	for _, n := range nodes {
		switch {
		case n == nil:
		case o == nil:
			o = tree.Derive(rule, n)
		case n.Origin != nil:
			o.Also = append(o.Also, n.Origin)
		}
	}
	if o == nil {
		return tree.Derive(rule, nil)
	}
	return o
}
