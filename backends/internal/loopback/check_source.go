package loopback

import (
	"regexp"
	"slices"
	"strconv"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// checkSource reports what a model asks for and its connector's type can't do.
func (p *pod) checkSource(m *schema.Model) diag.List {
	c := p.connector(m)
	if c == nil {
		return nil
	}
	var ds diag.List
	report := func(n *tree.Node, what, fix string) {
		ds = append(ds, diag.LoopbackConnector.At(n.Origin.KeyPlace(), "a model on a %s connector has no %s", c.Type.V, what).
			WithRelated(c.Type.Node.Range(), "the connector's type").WithFix("%s", fix).WithAddress(m.Address.String()))
	}
	if !storesRecords(c) {
		for _, q := range m.Property {
			report(q.Node, "properties", "remove the property: the methods of the model come from the connector")
		}
		for _, r := range m.Relation {
			report(r.Node, "relations", "remove the relation: the methods of the model come from the connector")
		}
		if m.Readonly.V {
			report(m.Readonly.Node, "reading part", "remove readonly and write access rules instead")
		}
	}
	if isUser(m) && (!storesRecords(c) || c.Type.V == "redis" || c.Type.V == "rest") {
		report(m.Base.Node, "login", "keep the model in memory, postgresql, mysql, mongodb, mssql or oracle")
	}
	for _, q := range m.Property {
		if q.Id.V && c.Type.V == "redis" {
			report(q.Id.Node, "id of its own: redis numbers its records", "remove id = true, or keep the model elsewhere")
		}
	}
	return ds
}

// checkConnector reports settings that the type's LoopBack connector would misread.
func checkConnector(c *schema.Connector) diag.List {
	ds := checkUnused(c)
	if c.Type.V == "redis" {
		if c.Username.IsSet() {
			ds = append(ds, diag.LoopbackConnector.At(c.Username.Node.Range(), "a redis connector has no username").
				WithFix("remove username, or put it into the url's secret").WithAddress(c.Address.String()))
		}
		if _, err := strconv.ParseUint(c.Database.V, 10, 16); c.Database.IsSet() && err != nil {
			ds = append(ds, diag.LoopbackConnector.At(c.Database.Node.Range(), "the databases of redis have numbers, and %q is none", c.Database.V).
				WithFix("write a number, such as \"0\"").WithAddress(c.Address.String()))
		}
	}
	for _, v := range []schema.Value[string]{c.Host, c.Database, c.Username, c.BaseURL, c.Wsdl, c.Bucket} {
		ds = append(ds, checkLiteral(c, v.Node)...)
	}
	for _, o := range c.Options.Entries {
		if slices.Contains(sourceKeys(c.Type.V), o.Key) {
			ds = append(ds, diag.LoopbackOption.At(o.Node.Origin.KeyPlace(), "%q is a field of the language, not an option", o.Key).
				WithFix("write the connector's field for it").WithAddress(c.Address.String()))
		}
		ds = append(ds, checkLiteral(c, o.V)...)
	}
	return ds
}

// checkUnused reports fields that the type's data source has no setting for.
func checkUnused(c *schema.Connector) diag.List {
	var ds diag.List
	report := func(name string, n *tree.Node) {
		if n != nil {
			ds = append(ds, diag.LoopbackConnector.At(n.Range(), "a %s connector has no %s", c.Type.V, name).
				WithFix("remove it; options holds further settings of the type").WithAddress(c.Address.String()))
		}
	}
	switch c.Type.V {
	case "rest", "soap":
		report("username", c.Username.Node)
		report("password", c.Password.Node)
		fallthrough
	case "storage":
		report("host", c.Host.Node)
		report("port", c.Port.Node)
		report("database", c.Database.Node)
		report("url", c.URL.Node)
	}
	return ds
}

// replaced is what LoopBack replaces in the texts of a data source, whatever stands before it.
var replaced = regexp.MustCompile(`\$\{\w+\}$`)

func checkLiteral(c *schema.Connector, n *tree.Node) diag.List {
	if n == nil {
		return nil
	}
	var ds diag.List
	if n.Kind == tree.String && replaced.MatchString(n.Text) {
		ds = append(ds, diag.LoopbackLiteral.At(n.Range(), "LoopBack would replace this text, which ends in %s, by an environment variable", replaced.FindString(n.Text)).
			WithFix("write the value itself; a secret goes into password or url").WithAddress(c.Address.String()))
	}
	for _, item := range n.Items {
		ds = append(ds, checkLiteral(c, item)...)
	}
	for _, f := range n.Fields {
		ds = append(ds, checkLiteral(c, f.Value)...)
	}
	return ds
}

// sourceKeys returns the names that the fields of the language have in a data source of a type.
func sourceKeys(typ string) []string {
	keys := []string{"name", "connector"}
	switch typ {
	case "memory":
		return keys
	case "rest":
		return append(keys, "baseURL", "crud")
	case "soap":
		return append(keys, "wsdl", "remotingEnabled")
	case "storage":
		return append(keys, "bucket", "keyId", "key")
	}
	return append(keys, "host", "port", "database", "user", "username", "password", "url", "connectString")
}
