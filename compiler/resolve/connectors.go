package resolve

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// connectorNeeds lists the fields that a type of connector needs; url, where the type takes one, stands for all of them.
var connectorNeeds = map[string][]string{
	"memory":     nil,
	"postgresql": {"host", "database"},
	"mysql":      {"host", "database"},
	"mssql":      {"host", "database"},
	"oracle":     {"host", "database"},
	"mongodb":    {"host", "database"},
	"redis":      {"host"},
	"rest":       {"base_url"},
	"soap":       {"wsdl"},
	"storage":    {"bucket"},
}

// connectors reports connectors that lack what their type needs, or say what it does not read.
func (c *checker) connectors() {
	for _, x := range c.t.Connectors {
		needs, known := connectorNeeds[x.Type.V]
		if !known {
			continue
		}
		server := slices.Contains(needs, "host")
		fields := []choice{
			{"host", x.Host.Node}, {"port", x.Port.Node}, {"database", x.Database.Node}, {"username", x.Username.Node},
			{"password", x.Password.Node}, {"url", x.URL.Node}, {"base_url", x.BaseURL.Node}, {"wsdl", x.Wsdl.Node}, {"bucket", x.Bucket.Node},
		}
		for _, f := range fields {
			switch {
			case slices.Contains(needs, f.name):
				if url := server && x.URL.IsSet(); f.node == nil && !url {
					c.connectorNeeds(x, f.name, server)
				}
			case f.node == nil:
			case f.name == "base_url", f.name == "wsdl", f.name == "bucket", x.Type.V == "memory":
				c.noEffect(x.Address, f.node, f.name, "a connector of type "+x.Type.V)
			}
		}
		if server && x.URL.IsSet() {
			c.urlAlone(x, slices.DeleteFunc(fields[:5], func(f choice) bool { return f.name == "port" }))
		}
		if x.Migrate.V && !server {
			c.noEffect(x.Address, x.Migrate.Node, "migrate", "a connector of type "+x.Type.V)
		}
	}
}

func (c *checker) connectorNeeds(x *schema.Connector, field string, server bool) {
	fix := "add " + field
	if server {
		fix += ", or url = secret.NAME for the whole connection URL"
	}
	c.report(x.Address, diag.NeedsField.At(at(x.Type.Node, x.Node), "a connector of type %s needs %s", x.Type.V, field).WithFix("%s", fix))
}

// urlAlone reports fields next to the URL that holds the same. The port may stand beside it: a NetworkPolicy needs it, and
// the URL is a secret.
func (c *checker) urlAlone(x *schema.Connector, fields []choice) {
	for _, f := range fields {
		if f.node != nil {
			c.report(x.Address, diag.Conflict.At(f.node.Range(), "%s has both url and %s", x.Address, f.name).
				WithRelated(x.URL.Node.Range(), "url here").WithFix("keep the url, or what it is made of"))
			return
		}
	}
}
