package aws

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/schema"
)

// flowing is a topology with one integration of orders, as its fields say; schema is that of the event.
func flowing(integration, schema string) string {
	return `{"topology": {"name": "shop"}, "event_bus": {"main": {}}, "event": {"placed": {"bus": "event_bus.main", "schema": "schema.order"}, "done": {"bus": "event_bus.main"}},
"schema": {"order": {"format": "jsonschema", "inline": ` + schema + `}}, "queue": {"bills": {}, "lost": {}, "ordered": {"fifo": true}},
"function": {"note": {"runtime": "nodejs24", "source": "s"}, "pub": {"runtime": "nodejs24", "source": "s", "publishes": ["event.placed"]}},
"service_endpoint": {"far": {"urls": ["https://far.example.com/in"], "auth": {"type": "bearer", "secret": "secret.token"}}}, "secret": {"token": {"key": "token"}},
"integration": {"flow": {"from": "event.placed", ` + integration + `}}}`
}

const orderSchema = `{"type": "object", "required": ["id", "total", "kind"], "properties": {"id": {"type": "string"}, "total": {"type": "number", "minimum": 0, "maximum": 1000000}, "sum": {"type": "number", "exclusiveMinimum": 0}, "kind": {"type": "string"},
"note": {"type": "string"}, "paid": {"type": "boolean"}, "lines": {"type": "array"}, "at": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}}}`

// A rule does the same as the steps only of what the schema says to be there and to be one value.
func TestARuleDoesAnIntegrationAloneWhereTheSchemaTellsEnough(t *testing.T) {
	steps := func(when, makes string) string {
		out := `"steps": [`
		if when != "" {
			out += fmt.Sprintf(`{"filter": {"when": %q}}, `, when)
		}
		return out + fmt.Sprintf(`{"transform": {"jsonata": %q}}], "to": ["queue.bills"]`, makes)
	}
	const makes = `{ "id": data.id }`
	for fields, want := range map[string]string{
		steps("", makes):                                     `nothing`,
		steps(`data.total > 100`, makes):                     `{"total":[{"numeric":[">",100]}]}`,
		steps(`100 >= data.total and data.id != "x"`, makes): `{"total":[{"numeric":["<=",100]}],"id":[{"anything-but":["x"]}]}`,
		steps(`data.kind in ["a", "b"]`, makes):              `{"kind":["a","b"]}`,
		steps(`data.paid = true`, makes):                     `{"paid":[true]}`,
		steps(`data.at.city = "x"`, `{"at": type, "n": 1}`):  `{"at":{"city":["x"]}}`, // at itself may be missing: nothing is then equal to it
		steps(`data.sum < 100`, makes):                       `{"sum":[{"numeric":["<",100]}]}`,
		steps(`data.sum = 100`, makes):                       `{"sum":[{"numeric":["=",100]}]}`,
		steps(`data.sum > 100`, makes):                       "machine", // a pattern takes no number beyond 5e9, however large
		steps(`data.total > 1 or data.id = "x"`, makes):      "machine",
		steps(`data.total > 1 and data.total < 5`, makes):    "machine",
		steps(`data.total = "1"`, makes):                     "machine",
		steps(`data.lines = "x"`, makes):                     "machine",
		steps(`data.other = "x"`, makes):                     "machine",
		steps(`type = "x"`, makes):                           "machine",
		steps(`data.total > 1.1234567`, makes):               "machine",
		steps("", `{ "note": data.note }`):                   "machine",
		steps("", `{ "id": $uppercase(data.id) }`):           "machine",
		steps("", `{ "id": "<x>" }`):                         "machine",
		steps("", `{ "ce": id }`):                            "machine",
		steps("", `data`):                                    "machine",
		`"to": ["queue.bills"]`:                              "machine",
		strings.Replace(steps("", makes), `"to": ["queue.bills"]`, `"to": ["queue.bills", "function.note"]`, 1): "machine",
	} {
		objects := map[string]string{}
		for _, o := range (Backend{}).Render(t.Context(), request(t, flowing(fields, orderSchema), nil)).Objects {
			if strings.HasPrefix(o.Address.Name, "FlowIntegration") {
				objects[o.Address.Type] = property(o, "EventPattern/detail")
			}
		}
		got, ruled := objects["AWS::Events::Rule"]
		_, machine := objects["AWS::StepFunctions::StateMachine"]
		switch {
		case machine:
			got = "machine"
		case got == "":
			got = "nothing"
		}
		if got != want || !ruled {
			t.Errorf("%s: %s, want %s", fields, got, want)
		}
	}
}

func TestAnIntegrationHasWhatItsEdgesNeedAndSaysSo(t *testing.T) {
	document := flowing(`"steps": [{"enrich": {"call": "function.note", "into": "x"}}], "to": ["event.done", "queue.ordered", "service_endpoint.far"], "dead_letter": "queue.lost"`, orderSchema)
	objects := lowered(t, strings.Replace(document, `"note": {`, `"other": {"runtime": "nodejs24", "source": "s"}, "note": {`, 1))
	equal(t, "credential", property(objects["FlowIntegrationFarConnection"], "AuthParameters/ApiKeyAuthParameters"),
		`{"ApiKeyName":"Authorization","ApiKeyValue":"Bearer {{resolve:secretsmanager:token:SecretString}}"}`)
	equal(t, "dead letter", property(objects["FlowIntegrationRule"], "Targets/0/DeadLetterConfig"), `{"Arn":{"Fn::GetAtt":["LostQueue","Arn"]}}`)
	if _, there := objects["FlowIntegrationFailures"]; there {
		t.Error("it keeps failures twice")
	}
	var said []string
	for _, p := range (Backend{}).Permissions(Backend{}.Render(t.Context(), request(t, document, nil)).Objects) {
		if strings.Contains(p.Text, "integration.flow") {
			said = append(said, p.Text)
		}
	}
	equal(t, "permissions", strings.Join(said, "\n"), strings.Join([]string{
		"event_bus.main by integration.flow's Rule may send to queue.lost",
		"integration.flow may call function.note",
		"integration.flow may post as integration.flow where HTTPEndpoint https://far.example.com/in and HTTPMethod POST",
		"integration.flow may publish to event_bus.main where detail-type shop.done and source /shop",
		"integration.flow may read integration.flow's FarConnection",
		"integration.flow may send to queue.lost",
		"integration.flow may send to queue.ordered",
		"integration.flow may use integration.flow's FarConnection",
		"integration.flow's Rule may start integration.flow",
	}, "\n"))
}

func TestAUsersTextIsNoPlaceForASubstitution(t *testing.T) {
	document := flowing(`"steps": [{"transform": {"jsonata": "{ \"a\": \"${Queue} ${AWS::Region}\" }"}}], "to": ["event.done"]`, orderSchema)
	text := property(lowered(t, document)["FlowIntegration"], "DefinitionString")
	if strings.Contains(text, "${Queue}") || strings.Contains(text, "${AWS") || !strings.Contains(text, `\\u0024{Queue} \\u0024{AWS::Region}`) {
		t.Errorf("it would be replaced: %s", text)
	}
}

func TestWhatAnIntegrationCannotDoOnAWSIsRefusedAtTheField(t *testing.T) {
	for fields, want := range map[string]string{
		`"to": ["queue.bills"], "dead_letter": "queue.ordered"`: "E1080",
		`"to": ["queue.bills"], "dead_letter": "queue.lost"`:    "",
	} {
		codes := map[string]bool{}
		for _, d := range (Backend{}).Check(request(t, flowing(fields, orderSchema), nil)) {
			codes[d.Code] = true
		}
		if codes["E1080"] != (want != "") {
			t.Errorf("%s: %v", fields, codes)
		}
	}
	for endpoint, refused := range map[string]bool{
		`"urls": ["http://far.example.com"]`:                                                                   true,
		`"urls": ["https://a.example.com", "https://b.example.com"]`:                                           true,
		`"urls": ["https://a.example.com"], "auth": {"type": "basic", "secret": "secret.token"}`:               true,
		`"urls": ["https://a.example.com"], "auth": {"type": "header", "name": "x", "secret": "secret.token"}`: false,
	} {
		document := flowing(`"steps": [{"route": {"branch": {"a": {"when": "true", "to": "service_endpoint.far"}}}}]`, orderSchema)
		document = strings.Replace(document, `"urls": ["https://far.example.com/in"], "auth": {"type": "bearer", "secret": "secret.token"}`, endpoint, 1)
		found := false
		for _, d := range (Backend{}).Check(request(t, document, nil)) {
			found = found || d.Code == "E1080" && d.Address == "service_endpoint.far" && d.Fix != "" && d.Place() != ""
		}
		if found != refused {
			t.Errorf("%s: refused: %v", endpoint, found)
		}
	}
}

func TestAReplayReachesIntegrationsToo(t *testing.T) {
	document := strings.Replace(flowing(`"to": ["queue.bills"]`, orderSchema), `"main": {}`, `"main": {"retention": "24h"}`, 1)
	req := request(t, document, nil)
	bus := schema.Address{Kind: schema.KindEventBus, Name: "main"}
	archive, of, ok := Backend{}.Archive(req, bus)
	equal(t, "archive", fmt.Sprint(archive.Name, " of ", of, " ", ok), "MainEventBusArchive of shop-default-main true")
	var out []string
	for _, r := range (Backend{}).Receivers(req, bus) {
		out = append(out, r.Of.String()+" "+r.Rule.Name)
	}
	equal(t, "receivers", strings.Join(out, ", "), "integration.flow FlowIntegrationRule")
}
