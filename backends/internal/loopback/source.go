package loopback

import (
	"net"
	"strconv"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// dataSources returns datasources.json. A secret stands in it as "${NAME}", alone, which LoopBack replaces by the
// variable.
func (p *pod) dataSources(from *tree.Node) *tree.Node {
	nodes := []*tree.Node{}
	var fields []tree.Field
	if p.guarded() && len(p.users()) == 0 {
		fields = append(fields, tree.F(authSource, tree.NewMap(
			tree.F("name", tree.NewString(authSource)), tree.F("connector", tree.NewString("memory")))))
	}
	for _, c := range p.connectors {
		nodes = append(nodes, c.Node)
		fields = append(fields, tree.F(c.Address.Name, dataSource(c)))
	}
	return tree.NewMap(fields...).With(tree.DeriveFrom(RuleSource, append(nodes, from)...))
}

// dataSource returns one entry of datasources.json: the settings that the type's LoopBack connector knows, then options.
func dataSource(c *schema.Connector) *tree.Node {
	fields := append([]tree.Field{
		tree.F("name", tree.NewString(c.Address.Name)),
		tree.F("connector", tree.NewString(connectorName(c))),
	}, sourceFields(c)...)
	for _, o := range c.Options.Entries {
		if !hasField(fields, o.Key) {
			fields = append(fields, tree.F(o.Key, o.V))
		}
	}
	if c.Type.V == "storage" && !hasField(fields, "provider") {
		fields = append(fields, tree.F("provider", tree.NewString("amazon")))
	}
	return tree.NewMap(fields...)
}

func hasField(fields []tree.Field, key string) bool {
	for _, f := range fields {
		if f.Key == key && f.Value != nil {
			return true
		}
	}
	return false
}

func connectorName(c *schema.Connector) string {
	if c.Type.V == "storage" {
		return "loopback-component-storage"
	}
	return c.Type.V
}

// sourceFields returns the settings of a connector by the names its type has for them.
func sourceFields(c *schema.Connector) []tree.Field {
	user, password := tree.F("user", text(c.Username)), tree.F("password", placeholder(c, "PASSWORD", c.Password))
	switch c.Type.V {
	case "memory":
		return nil
	case "rest":
		return []tree.Field{tree.F("baseURL", text(c.BaseURL)), tree.F("crud", tree.NewBool(true))}
	case "soap":
		// Every operation of the service becomes a method of its models.
		return []tree.Field{tree.F("wsdl", text(c.Wsdl)), tree.F("remotingEnabled", tree.NewBool(true))}
	case "storage":
		return []tree.Field{
			tree.F("bucket", text(c.Bucket)),
			tree.F("keyId", text(c.Username)),
			tree.F("key", placeholder(c, "PASSWORD", c.Password)),
		}
	case "oracle":
		return []tree.Field{tree.F("connectString", oracleAddress(c)), user, password}
	}
	if c.URL.IsSet() {
		return []tree.Field{tree.F("url", placeholder(c, "URL", c.URL))}
	}
	fields := []tree.Field{tree.F("host", text(c.Host)), tree.F("port", number(c.Port))}
	if c.Type.V == "redis" {
		// Redis numbers its databases and has one user.
		return append(fields, tree.F("database", redisDatabase(c)), password)
	}
	return append(fields, tree.F("database", text(c.Database)), user, password)
}

// Ports are the ports that the servers of connectors listen on where nothing says another.
var Ports = map[string]int64{
	"postgresql": 5432, "mysql": 3306, "mongodb": 27017, "redis": 6379, "mssql": 1433, "oracle": 1521, "storage": 443,
}

// OnDisk reports whether a storage connector keeps its files where the runtime runs.
func OnDisk(c *schema.Connector) bool {
	provider, _ := c.Options.Get("provider")
	return c.Type.V == "storage" && provider.V.Str() == "filesystem"
}

// oracleAddress returns host:port/database, or the secret that holds it; the driver takes no other form of all three.
func oracleAddress(c *schema.Connector) *tree.Node {
	if c.URL.IsSet() {
		return placeholder(c, "URL", c.URL)
	}
	port := c.Port.V
	if !c.Port.IsSet() {
		port = Ports[c.Type.V]
	}
	return tree.NewString(net.JoinHostPort(c.Host.V, strconv.FormatInt(port, 10)) + "/" + c.Database.V)
}

func redisDatabase(c *schema.Connector) *tree.Node {
	n, err := strconv.ParseUint(c.Database.V, 10, 16)
	if err != nil {
		return nil
	}
	return tree.NewInt(int64(n))
}

func text(v schema.Value[string]) *tree.Node {
	if !v.IsSet() {
		return nil
	}
	return tree.NewString(v.V)
}

func number(v schema.Value[int64]) *tree.Node {
	if !v.IsSet() {
		return nil
	}
	return tree.NewInt(v.V)
}

// placeholder returns what LoopBack replaces by a connector's secret.
func placeholder(c *schema.Connector, suffix string, secret schema.Value[schema.Address]) *tree.Node {
	if !secret.IsSet() {
		return nil
	}
	return tree.NewString("${" + connectorVariable(c, suffix) + "}")
}

// connectorVariable returns the name of the variable that holds a connector's secret: ESPC_CONNECTOR_MAIN_PASSWORD. Names
// have no underscore of their own, so no two are the same.
func connectorVariable(c *schema.Connector, part string) string {
	return "ESPC_CONNECTOR_" + strings.ToUpper(strings.ReplaceAll(c.Address.Name, "-", "_")) + "_" + part
}
