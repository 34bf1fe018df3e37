package loopback

import (
	"cmp"
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// authSource is the in-memory data source of LoopBack's own models where nobody can log in. No connector has its name.
const authSource = "_auth"

// modelConfig returns model-config.json: which model is kept where and has a REST API. Access control needs four models of
// LoopBack's own; they live beside the model that people log in with.
func (p *pod) modelConfig(from *tree.Node) *tree.Node {
	nodes := []*tree.Node{from}
	var fields []tree.Field
	for _, m := range p.models {
		nodes = append(nodes, m.Node)
		fields = append(fields, tree.F(m.ClassName(), modelEntry(m.Connector.V.Name, m.Public.V)))
	}
	if p.guarded() {
		source := authSource
		token := []tree.Field{}
		if users := p.users(); len(users) > 0 {
			source = users[0].Connector.V.Name
			token = append(token, tree.F("relations", tree.NewMap(tree.F("user", tree.NewMap(
				tree.F("type", tree.NewString("belongsTo")),
				tree.F("model", tree.NewString(users[0].ClassName())),
				tree.F("foreignKey", tree.NewString("userId")))))))
		}
		for _, name := range []string{"ACL", "Role", "RoleMapping"} {
			fields = append(fields, tree.F(name, modelEntry(source, false)))
		}
		fields = append(fields, tree.F("AccessToken", modelEntry(source, false, token...)))
	}
	slices.SortFunc(fields, func(a, b tree.Field) int { return cmp.Compare(a.Key, b.Key) })
	return tree.NewMap(fields...).With(tree.DeriveFrom(RuleConfig, nodes...))
}

func modelEntry(source string, public bool, more ...tree.Field) *tree.Node {
	return tree.NewMap(append([]tree.Field{
		tree.F("dataSource", tree.NewString(source)),
		tree.F("public", tree.NewBool(public)),
	}, more...)...)
}

// settings returns workspace.json, what LoopBack has no file for: the data sources whose tables are brought up to date at
// start. It is nil where there are none.
func (p *pod) settings(from *tree.Node) *tree.Node {
	nodes := []*tree.Node{}
	var names []*tree.Node
	for _, c := range p.connectors {
		if c.Migrate.V {
			nodes = append(nodes, c.Migrate.Node)
			names = append(names, tree.NewString(c.Address.Name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return tree.NewMap(tree.F("autoupdate", tree.NewList(names...))).With(tree.DeriveFrom(RuleConfig, append(nodes, from)...))
}

// secrets returns the variables that the data sources name, sorted as their connectors are.
func (p *pod) secrets() []Secret {
	var out []Secret
	for _, c := range p.connectors {
		for _, s := range []struct {
			suffix string
			secret schema.Value[schema.Address]
		}{{"PASSWORD", c.Password}, {"URL", c.URL}} {
			if s.secret.IsSet() {
				out = append(out, Secret{connectorVariable(c, s.suffix), s.secret})
			}
		}
	}
	return out
}
