package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// request posts JSON to a service_endpoint, as an expression gives it. Step Functions asks a connection of EventBridge for the credential.
func (m *machine) request(to schema.Value[schema.Address], body string) *task {
	s := schema.Find[schema.ServiceEndpoint](m.t, to.V)
	if s == nil || len(s.Urls.Items) == 0 {
		return m.task("http:invoke")
	}
	url := s.Urls.Items[0].V
	connection := m.connection(s, to.Node)
	m.allow(statement{
		sid: sid("Posts", to.V), actions: actionsHTTP, node: to.Node,
		resources: []*tree.Node{arn("states", "stateMachine:"+m.machineName().Text)},
		condition: tree.NewMap(tree.F("StringEquals", tree.NewMap(tree.F("states:HTTPEndpoint", str(url)), tree.F("states:HTTPMethod", str("POST"))))),
	})
	m.allow(statement{sid: sid("Uses", to.V) + "Connection", actions: actionsConnection, resources: []*tree.Node{att(connection, "Arn")}, node: to.Node})
	m.allow(statement{sid: sid("Reads", to.V) + "Credential", actions: actionsCredential, resources: []*tree.Node{att(connection, "SecretArn")}, node: to.Node})
	return m.task("http:invoke",
		tree.F("Method", str("POST")),
		tree.F("ApiEndpoint", str(url)),
		tree.F("Authentication", tree.NewMap(tree.F("ConnectionArn", str(m.put("Connection"+pascal(to.V.Name, false), att(connection, "Arn")))))),
		tree.F("Headers", tree.NewMap(tree.F("Content-Type", str("application/json")))),
		tree.F("RequestBody", str(query(`$exists(`+body+`) ? `+body+` : null`))),
	).output(tree.NewMap())
}

// connection returns the connection of the integration to an endpoint. One without a credential sends what names the integration: a
// connection has to have something to send.
func (m *machine) connection(s *schema.ServiceEndpoint, edge *tree.Node) string {
	id := logicalID(m.i.own.address, s.Address.Name, roleConnection)
	for i := range m.connections {
		if m.connections[i].Address.Name == id {
			return id
		}
	}
	header, value := m.credential(s.Address)
	if value == nil {
		header, value = "X-Integration", str(m.t.Name+"."+m.i.own.address.Name)
	}
	m.connections = append(m.connections, m.resource(m.i.own, "AWS::Events::Connection", id, options{},
		tree.F("AuthorizationType", ruled(ruleConnection, edge, str("API_KEY"))),
		tree.F("AuthParameters", ruled(ruleConnection, edge, tree.NewMap(tree.F("ApiKeyAuthParameters", tree.NewMap(
			tree.F("ApiKeyName", str(header)),
			tree.F("ApiKeyValue", value),
		))))),
	))
	return id
}

// machineName is the name of the integration's state machine.
func (m *machine) machineName() *tree.Node {
	return m.render.name(maxStateMachineName, m.i.own.node, m.i.own.address.Name+m.inPart(m.i.own.address))
}
