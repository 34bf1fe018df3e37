package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

type graphFlags struct {
	format, entity string
	depth          int
}

func (a *app) graphCommand() *cobra.Command {
	var f graphFlags
	c := &cobra.Command{
		Use:   "graph [DIR]",
		Short: "Draw the topology: entities, edges, pods",
		Long: `Prints the entities of an environment and the references between them, each with its class (calls, publishes, routes, …), in the language
of Graphviz or Mermaid, or as JSON. What runs in one pod, or on AWS in one function, is a group: the models that no
microservice takes with their connectors, a microservice with its models, a gateway with its endpoints.`,
		Example: `  espc graph -e prod | dot -Tsvg > shop.svg
  espc graph -e prod --format mermaid >> README.md
  espc graph -e prod --entity function.resize --depth 2   # what is near it
  espc graph -e prod --format json | jq '.edges[] | select(.class == "calls")'`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if f.entity == "" && f.depth >= 0 && c.Flags().Changed("depth") {
				return failf("--depth says how far from an entity; name it with --entity")
			}
			return a.graph(c.Context(), dirArg(args), f)
		},
	}
	c.Flags().StringVar(&f.format, "format", "dot", "dot, mermaid or json")
	c.Flags().StringVar(&f.entity, "entity", "", "only what is near an entity (`ADDRESS`, or a name that one entity has)")
	c.Flags().IntVar(&f.depth, "depth", 1, "how many edges away from --entity; 0 for all that are connected")
	return c
}

func (a *app) graph(ctx context.Context, dir string, f graphFlags) error {
	if a.output == "json" {
		f.format = "json"
	}
	show := map[string]func(view.Graph) error{
		"dot":     func(g view.Graph) error { return g.Dot(a.io.Out) },
		"mermaid": func(g view.Graph) error { return g.Mermaid(a.io.Out) },
		"json":    func(g view.Graph) error { return g.JSON(a.io.Out) },
	}[f.format]
	if show == nil {
		return failf("--format takes dot, mermaid or json, not %q", f.format)
	}
	if f.depth < 0 {
		return failf("--depth takes a number from 0 on, not %d", f.depth)
	}
	p, ds, err := a.open(ctx, dir)
	if err != nil {
		return err
	}
	if ds.HasErrors() {
		return a.report(ds)
	}
	env, err := a.environment(p)
	if err != nil {
		return err
	}
	t, more := p.Compile(ctx, env, p.vars)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if ds = append(ds, more...); ds.HasErrors() {
		return a.report(ds)
	}
	g := newGraph(t, env)
	if f.entity != "" {
		if f.entity, err = entityIn(g, f.entity); err != nil {
			return err
		}
		g = g.Near(f.entity, f.depth)
	}
	return show(g)
}

// entityIn returns the address of the entity that is meant by an address, or by a name that one entity has.
func entityIn(g view.Graph, asked string) (string, error) {
	if g.Has(asked) {
		return asked, nil
	}
	var called []string
	for _, n := range g.Nodes {
		if n.Name == asked {
			called = append(called, n.Address)
		}
	}
	switch len(called) {
	case 1:
		return called[0], nil
	case 0:
		return "", failf("there is no %s; %s", asked, nearEntities(g, asked))
	}
	return "", failf("%s is the name of several entities; write one of %s", asked, strings.Join(called, ", "))
}

// nearEntities says which entities there are of the kind that was asked for, or which kinds.
func nearEntities(g view.Graph, asked string) string {
	kind, _, _ := strings.Cut(asked, ".")
	var same, kinds []string
	for _, n := range g.Nodes {
		if n.Kind == kind {
			same = append(same, n.Address)
		}
		if !slices.Contains(kinds, n.Kind) {
			kinds = append(kinds, n.Kind)
		}
	}
	switch {
	case len(same) > 0:
		return "there are " + strings.Join(same, ", ")
	case len(kinds) > 0:
		return "there are entities of " + strings.Join(kinds, ", ")
	}
	return "the topology has no entities"
}

// newGraph is the graph of a topology: all but its environments, which it is compiled for and not made of.
func newGraph(t *schema.Topology, env string) view.Graph {
	if env == "" {
		env = "default"
	}
	g := view.Graph{Topology: t.Name, Environment: env}
	has := map[schema.Address]bool{}
	for _, e := range t.Entities() {
		m := e.EntityMeta()
		if m.Address.Kind == schema.KindEnvironment {
			continue
		}
		n := view.GraphNode{Address: m.Address.String(), Kind: string(m.Address.Kind), Name: m.Address.Name, Pod: podOf(t, m.Address), Place: sourcePlace(m.Node.Origin.KeyPlace())}
		if n.Pod != "" {
			n.Backend = t.Place(m.Address)
		}
		g.Nodes = append(g.Nodes, n)
		has[m.Address] = true
	}
	for _, e := range t.Edges {
		if has[e.From] && has[e.To] {
			g.Edges = append(g.Edges, view.GraphEdge{From: e.From.String(), To: e.To.String(), Class: string(e.Class), Field: e.Field, Place: sourcePlace(e.Node.Range())})
		}
	}
	return g
}

// podOf returns the entity whose pod an entity runs in, or "workspace" for that of all models that no microservice takes; "" for what
// runs in none.
func podOf(t *schema.Topology, a schema.Address) string {
	switch a.Kind {
	case schema.KindFunction, schema.KindJob, schema.KindMicroservice, schema.KindGateway, schema.KindIntegration:
		return a.String()
	case schema.KindApiEndpoint:
		if e := schema.Find[schema.ApiEndpoint](t, a); e != nil && t.GatewayOf(e) != nil {
			return e.Gateway.V.String()
		}
	case schema.KindModel:
		for _, e := range t.To(a) {
			if e.Class == schema.EdgeRuns {
				return e.From.String()
			}
		}
		return "workspace"
	case schema.KindConnector:
		return podOfConnector(t, a)
	}
	return ""
}

// podOfConnector returns the pod of the models that a connector serves: the workspace, where they are in several.
func podOfConnector(t *schema.Topology, a schema.Address) string {
	pod := ""
	for _, e := range t.To(a) {
		if e.From.Kind != schema.KindModel {
			continue
		}
		switch of := podOf(t, e.From); {
		case pod == "":
			pod = of
		case pod != of:
			return "workspace"
		}
	}
	return pod
}

// sourcePlace is a place as file:line:column, "" for none.
func sourcePlace(r diag.Range) string {
	if r.IsZero() {
		return ""
	}
	p := r.Pos()
	return fmt.Sprintf("%s:%d:%d", r.File.Label(), p.Line, p.Column)
}
