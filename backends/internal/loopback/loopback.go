// Package loopback makes the LoopBack project of models and connectors: JSON files that the workspace's runtime reads, the
// variables that hold what is secret in them, and nothing that is code. Every backend that runs the workspace takes it
// from here, so that a model is the same wherever it runs.
package loopback

import (
	"cmp"
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Runtime is the runtime that a project is made for.
const Runtime = "workspace-loopback3"

// Root is where the runtime serves models over HTTP: a model's own root is Root, a slash and its plural.
const Root = "/api"

// Health is the path at which the runtime answers once the project has booted.
const Health = "/health"

// Project is the LoopBack project of one process, be it the workspace or a microservice of models.
type Project struct {
	// Files are the project's, sorted by path.
	Files []File
	// Secrets are the variables that datasources.json names.
	Secrets []Secret
	// Connectors are the data sources in use, sorted by name.
	Connectors []*schema.Connector
}

// File is one file of a project.
type File struct {
	// Path is the file's place in the project's folder: "common/models/order.json".
	Path string
	// Text is the file's content, with the origin of what it is made from.
	Text *tree.Node
}

// Secret is an environment variable that a secret gives its value.
type Secret struct {
	Name   string
	Secret schema.Value[schema.Address]
}

// New makes the project that serves models. from is what brings the process.
func New(t *schema.Topology, models []*schema.Model, from *tree.Node) Project {
	p := newPod(t, models)
	out := Project{Connectors: p.connectors, Secrets: p.secrets()}
	add := func(path string, content *tree.Node) {
		if content == nil {
			return
		}
		text := append(tree.AppendJSON(nil, content, "  "), '\n')
		out.Files = append(out.Files, File{Path: path, Text: tree.NewString(string(text)).With(content.Origin)})
	}
	add("datasources.json", p.dataSources(from))
	add("model-config.json", p.modelConfig(from))
	add("workspace.json", p.settings(from))
	for _, m := range p.models {
		add("common/models/"+m.Address.Name+".json", p.model(m))
	}
	slices.SortFunc(out.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// Path returns the path of a model's REST root.
func Path(m *schema.Model) string { return Root + "/" + m.PluralName().V }

// pod is what runs in one process: models sorted by name, and the connectors they use.
type pod struct {
	topology   *schema.Topology
	models     []*schema.Model
	connectors []*schema.Connector
}

func newPod(t *schema.Topology, models []*schema.Model) *pod {
	p := &pod{topology: t, models: slices.SortedFunc(slices.Values(models), compareModels)}
	p.connectors = p.usedConnectors()
	return p
}

func compareModels(a, b *schema.Model) int { return a.Address.Compare(b.Address) }

// usedConnectors returns the connectors of the pod's models; one that none of them uses is no business of the pod.
func (p *pod) usedConnectors() []*schema.Connector {
	var out []*schema.Connector
	for _, m := range p.models {
		if c := p.connector(m); c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *schema.Connector) int { return a.Address.Compare(b.Address) })
	return out
}

func (p *pod) connector(m *schema.Model) *schema.Connector {
	return schema.Find[schema.Connector](p.topology, m.Connector.V)
}

// users returns the models that people log in with: those of base User.
func (p *pod) users() []*schema.Model {
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
func (p *pod) guarded() bool {
	return slices.ContainsFunc(p.models, func(m *schema.Model) bool { return len(m.Access) > 0 || isUser(m) })
}
