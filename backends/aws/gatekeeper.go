package aws

import (
	_ "embed" // the authorizer's code
	"slices"
	"strconv"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// gatekeeperCode is an authorizer for user and password, which neither class of API has. It stands in the template itself,
// which takes 4096 characters of code.
//
//go:embed gatekeeper.js
var gatekeeperCode string

// Roles of what a gateway's authorizer for user and password brings.
const (
	roleKeeper     = "Gatekeeper"
	roleKeeperRole = "GatekeeperRole"
	roleKeeperLogs = "GatekeeperLogs"
)

// gatekeeper returns the function that checks user and password for a gateway.
func (r *render) gatekeeper(d *door, why *tree.Node) []resource {
	id, logs, role := d.own.id(roleKeeper), d.own.id(roleKeeperLogs), d.own.id(roleKeeperRole)
	name := r.name(maxFunctionName, d.g.Node, d.g.Address.Name+"-gatekeeper")
	v := newVariables()
	var rules []*tree.Node
	for i, c := range r.basicConsumers() {
		variable := "CONSUMER_" + strconv.Itoa(i)
		v.add(variable, r.secretValue(c.Basic.V, c.Basic.Node))
		rules = append(rules, tree.NewMap(
			tree.F("name", str(c.Address.Name)),
			tree.F("variable", str(variable)),
			tree.F("routes", words(r.admittedRoutes(d, c)...)),
		))
	}
	v.add("CONSUMERS", derived(ruleAuthorizer, why, string(tree.AppendJSON(nil, tree.NewList(rules...), ""))))
	return []resource{
		r.logGroup(d.own, logs, name.Text),
		r.role(d.own, role, "lambda", nil, []statement{logStatement(logs, why)}),
		r.resource(d.own, "AWS::Lambda::Function", id, options{},
			tree.F("FunctionName", name),
			tree.F("Runtime", derived(ruleAuthorizer, why, "nodejs24.x")),
			tree.F("Handler", derived(ruleAuthorizer, why, "index.handler")),
			tree.F("Code", ruled(ruleAuthorizer, why, tree.NewMap(tree.F("ZipFile", str(gatekeeperCode))))),
			tree.F("Architectures", tree.NewList(r.settings.architecture)),
			tree.F("MemorySize", derivedInt(ruleAuthorizer, why, 128)),
			tree.F("Timeout", derivedInt(ruleAuthorizer, why, 5)),
			tree.F("Role", att(role, "Arn")),
			tree.F("LoggingConfig", ruled(ruleLogs, why, tree.NewMap(tree.F("LogGroup", ref(logs))))),
			tree.F("Environment", tree.NewMap(tree.F("Variables", v.node()))),
		),
	}
}

// basicConsumers are the consumers here that have user and password.
func (r *render) basicConsumers() []*schema.Consumer {
	var out []*schema.Consumer
	for _, c := range r.t.Consumers {
		if c.Basic.IsSet() && r.here(c.Address) {
			out = append(out, c)
		}
	}
	return out
}

// admittedRoutes returns the routes of a gateway that a consumer may call with user and password: those of the endpoints
// that admit it and of whose scopes it has all.
func (r *render) admittedRoutes(d *door, c *schema.Consumer) []string {
	out := []string{}
	for _, e := range d.endpoints {
		auth := r.t.EndpointAuth(e)
		if auth == nil || auth.Type.V != "basic" || !admits(c, e) {
			continue
		}
		if slices.ContainsFunc(e.Scopes.Values(), func(s string) bool { return !slices.Contains(c.Scopes.Values(), s) }) {
			continue
		}
		for _, a := range routes(e) {
			out = append(out, a.method+" "+a.text())
		}
	}
	return out
}

// authorizerFunction returns the logical id of the function that decides, and the node that asks for it.
func (d *door) authorizerFunction(auth *schema.Auth) (string, *tree.Node) {
	if auth.Type.V == "basic" {
		return d.own.id(roleKeeper), auth.Type.Node
	}
	return logicalID(auth.Authorizer.V, "", ""), auth.Authorizer.Node
}
