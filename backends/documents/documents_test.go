package documents_test

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/backends/backendtest"
	"espc.dev/backends/documents"
	"espc.dev/schema/tree"
)

// of returns the documents of a topology in JSON, by their file.
func of(t *testing.T, document string) map[string]documents.Document {
	t.Helper()
	out := map[string]documents.Document{}
	for _, d := range documents.Of(backendtest.Topology(t, document)) {
		out[d.File] = d
	}
	return out
}

// at follows keys into a document.
func at(d documents.Document, keys ...string) *tree.Node {
	n := d.Tree
	for _, k := range keys {
		n = n.Get(k)
	}
	return n
}

func keys(n *tree.Node) []string {
	var out []string
	if n != nil {
		for _, f := range n.Fields {
			out = append(out, f.Key)
		}
	}
	return out
}

func TestAPathTellsParametersAndWildcardsApart(t *testing.T) {
	d := of(t, `{"topology": {"name": "shop"}, "gateway": {"edge": {}},
		"function": {"f": {"image": "f:1"}},
		"api_endpoint": {
			"cars": {"gateway": "gateway.edge", "paths": ["/cars/{id}", "/cars/*"], "methods": ["GET"], "to": "function.f"},
			"make": {"gateway": "gateway.edge", "paths": ["/cars/{car}"], "methods": ["POST"], "to": "function.f"}}}`)["openapi-edge.yaml"]
	if got := keys(at(d, "paths")); !slices.Equal(got, []string{"/cars/{id}", "/cars/{path}/{more-path}"}) {
		t.Fatalf("paths are %q", got)
	}
	if got := keys(at(d, "paths", "/cars/{id}")); !slices.Equal(got, []string{"parameters", "get", "post"}) {
		t.Errorf("two endpoints of one shape are not one path: %q", got)
	}
}

func TestAnEndpointWithoutMethodsHasThemAll(t *testing.T) {
	d := of(t, `{"topology": {"name": "shop"}, "gateway": {"edge": {}}, "function": {"f": {"image": "f:1"}},
		"api_endpoint": {"all": {"gateway": "gateway.edge", "paths": ["/*"], "to": "function.f"}}}`)["openapi-edge.yaml"]
	want := []string{"parameters", "get", "head", "post", "put", "patch", "delete", "options"}
	if got := keys(at(d, "paths", "/{path}")); !slices.Equal(got, want) {
		t.Errorf("methods are %q", got)
	}
}

func TestSecurityAndRefusalsFollowFromAuthScopesAndLimits(t *testing.T) {
	d := of(t, `{"topology": {"name": "shop"},
		"gateway": {"edge": {"auth": {"type": "jwt", "issuer": "https://login.example.com/", "audience": ["shop"]}, "rate_limit": {"rate": "10/s"}}},
		"function": {"f": {"image": "f:1"}},
		"api_endpoint": {
			"orders": {"gateway": "gateway.edge", "paths": ["/orders"], "methods": ["GET"], "to": "function.f", "scopes": ["orders:read"]},
			"open": {"gateway": "gateway.edge", "paths": ["/open"], "methods": ["GET"], "to": "function.f", "auth": {"type": "none"}},
			"keyed": {"gateway": "gateway.edge", "paths": ["/keyed"], "methods": ["GET"], "to": "function.f", "auth": {"type": "key", "in": "query", "name": "k"}}}}`)["openapi-edge.yaml"]
	if got := string(tree.AppendJSON(nil, at(d, "paths", "/orders", "get", "security"), "")); got != `[{"jwt":["orders:read"]}]` {
		t.Errorf("security is %s", got)
	}
	if got := keys(at(d, "paths", "/orders", "get", "responses")); !slices.Equal(got, []string{"401", "403", "429", "default"}) {
		t.Errorf("answers are %q", got)
	}
	if got := keys(at(d, "paths", "/open", "get", "responses")); !slices.Equal(got, []string{"429", "default"}) || at(d, "paths", "/open", "get", "security") != nil {
		t.Errorf("an open endpoint answers %q", got)
	}
	if s := at(d, "components", "securitySchemes", "key"); s.Get("in").Str() != "query" || s.Get("name").Str() != "k" {
		t.Errorf("the key is asked for in %s", tree.AppendJSON(nil, s, ""))
	}
}

func TestAModelBehindAnEndpointShowsItsRESTAPIAsClientsReachIt(t *testing.T) {
	const shop = `{"topology": {"name": "shop"}, "gateway": {"edge": {}}, "connector": {"db": {"type": "memory"}},
		"model": {"coffee-shop": {"connector": "connector.db", "readonly": READONLY, "property": {"name": {"type": "string", "required": true}}}},
		"api_endpoint": {
			"shops": {"gateway": "gateway.edge", "paths": ["/places", "/places/*"], "to": "model.coffee-shop", "strip_path": true, "rewrite": "/api/coffee-shops"},
			"count": {"gateway": "gateway.edge", "paths": ["/places/count"], "methods": ["GET"], "to": "function.f"}},
		"function": {"f": {"image": "f:1"}}}`
	d := of(t, strings.Replace(shop, "READONLY", "false", 1))["openapi-edge.yaml"]
	want := []string{"/places", "/places/count", "/places/findOne", "/places/replaceOrCreate", "/places/update", "/places/upsertWithWhere", "/places/{id}", "/places/{id}/exists", "/places/{id}/replace"}
	if got := keys(at(d, "paths")); !slices.Equal(got, want) {
		t.Fatalf("paths are %q", got)
	}
	if tag := at(d, "paths", "/places/count", "get", "tags").Items[0].Text; tag != "count" {
		t.Errorf("the more specific endpoint does not answer: %s", tag)
	}
	body := at(d, "paths", "/places", "post", "requestBody", "content", "application/json", "schema", "$ref")
	if body.Str() != "#/components/schemas/CoffeeShop" {
		t.Errorf("what is created is %s", body.Str())
	}
	if got := keys(at(of(t, strings.Replace(shop, "READONLY", "true", 1))["openapi-edge.yaml"], "paths", "/places/{id}")); !slices.Equal(got, []string{"parameters", "get", "head"}) {
		t.Errorf("a model for reading has %q", got)
	}
}

func TestHostsThatAnswerDifferentlyHaveADocumentEach(t *testing.T) {
	docs := of(t, `{"topology": {"name": "shop"}, "gateway": {"edge": {"hosts": ["a.example.com", "*.example.com"], "tls": {"secret": "secret.cert"}}},
		"secret": {"cert": {"key": "cert"}}, "function": {"f": {"image": "f:1"}, "g": {"image": "g:1"}},
		"api_endpoint": {
			"a": {"gateway": "gateway.edge", "hosts": ["a.example.com"], "paths": ["/x"], "methods": ["GET"], "to": "function.f"},
			"any": {"gateway": "gateway.edge", "hosts": ["*.example.com"], "paths": ["/x"], "methods": ["GET"], "to": "function.g"}}}`)
	for file, tag := range map[string]string{"openapi-edge.a.example.com.yaml": "a", "openapi-edge.any.example.com.yaml": "any"} {
		d, ok := docs[file]
		if !ok {
			t.Fatalf("there is no %s", file)
		}
		if got := at(d, "paths", "/x", "get", "tags").Items[0].Text; got != tag {
			t.Errorf("%s says that %s answers", file, got)
		}
	}
	if url := at(docs["openapi-edge.a.example.com.yaml"], "servers").Items[0].Get("url").Str(); url != "https://a.example.com" {
		t.Errorf("the server is %s", url)
	}
}

func TestAsyncAPISaysWhoSendsAndReceivesWhat(t *testing.T) {
	d := of(t, `{"topology": {"name": "shop"}, "event_bus": {"main": {}},
		"schema": {"order": {"format": "jsonschema", "inline": {"$defs": {"id": {"type": "string"}}, "properties": {"id": {"$ref": "#/$defs/id"}, "default": {"$ref": "#/$defs/id"}}}}},
		"event": {"placed": {"bus": "event_bus.main", "schema": "schema.order"}, "failed": {"bus": "event_bus.main"}},
		"function": {
			"buy": {"image": "f:1", "publishes": ["event.placed"]},
			"ship": {"image": "f:1", "signature": "cloudevent", "on": {"placed": {"event": "event.placed", "dead_letter": "event.failed"}}}}}`)["asyncapi.yaml"]
	if got := keys(at(d, "operations")); !slices.Equal(got, []string{"function.buy.send.main", "function.ship.send.main", "function.ship.receive.main"}) {
		t.Errorf("operations are %q", got)
	}
	message := at(d, "operations", "function.ship.receive.main", "messages").Items[0].Get("$ref").Str()
	if message != "#/channels/main/messages/placed" {
		t.Errorf("ship receives %s", message)
	}
	// A reference of the schema leads to the same place from where the schema stands now.
	named := at(d, "components", "schemas", "order", "schema", "properties", "default", "$ref").Str()
	inner := at(d, "components", "schemas", "order", "schema", "properties", "id", "$ref").Str()
	if inner != "#/components/schemas/order/schema/$defs/id" || named != inner {
		t.Errorf("references within the schema are %s and %s", inner, named)
	}
	if typ := at(d, "components", "messages", "placed", "headers", "properties", "ce-type", "const").Str(); typ != "shop.placed" {
		t.Errorf("the event's type is %s", typ)
	}
}

func TestAModelsSchemaHasItsKeysAndWhatMayBeNull(t *testing.T) {
	docs := of(t, `{"topology": {"name": "shop"}, "connector": {"db": {"type": "memory"}, "mongo": {"type": "mongodb", "host": "m", "database": "d"}},
		"model": {
			"customer": {"connector": "connector.mongo", "relation": {"orders": {"type": "hasMany", "model": "model.order"}}},
			"order": {"connector": "connector.db", "property": {"note": {"type": "string"}, "total": {"type": "number", "required": true}}}}}`)
	order := docs["model-order.schema.json"]
	for path, want := range map[string]string{
		"customerId": `{"type":["string","null"]}`, "note": `{"type":["string","null"]}`, "total": `{"type":"number"}`, "id": `{"type":"number","readOnly":true}`,
	} {
		if got := string(tree.AppendJSON(nil, at(order, "properties", path), "")); got != want {
			t.Errorf("%s is %s, not %s", path, got, want)
		}
	}
	if got := string(tree.AppendJSON(nil, at(order, "required"), "")); got != `["id","total"]` {
		t.Errorf("required are %s", got)
	}
}

func TestATopologyWithoutInterfacesHasNoDocuments(t *testing.T) {
	if docs := of(t, `{"topology": {"name": "shop"}, "function": {"f": {"image": "f:1"}}, "gateway": {"edge": {}}}`); len(docs) > 0 {
		t.Errorf("there are %d", len(docs))
	}
}
