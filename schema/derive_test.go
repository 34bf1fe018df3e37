package schema

import (
	"testing"
	"time"

	"espc.dev/schema/tree"
)

func text(s string) Value[string] { return Value[string]{V: s, Node: tree.NewString(s)} }

func ref(kind Kind, name string) Address { return Address{Kind: kind, Name: name} }

func meta(kind Kind, name string) Meta {
	return Meta{Address: ref(kind, name), Node: tree.NewMap().With(&tree.Origin{Rule: name})}
}

func TestPluralIsTheEnglishOne(t *testing.T) {
	for name, want := range map[string]string{
		"order": "orders", "coffee-shop": "coffee-shops", "category": "categories", "day": "days", "box": "boxes", "address": "addresses",
		"church": "churches", "person": "people", "sales-person": "sales-people", "analysis": "analyses", "news": "news", "status": "statuses",
		"photo": "photos", "hero": "heroes", "knife": "knives", "series": "series", "order2": "order2s",
	} {
		if got := Plural(name); got != want {
			t.Errorf("Plural(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestForeignKeysAreNamedAfterTheSideThatHasTheId(t *testing.T) {
	shop := &Model{Meta: meta(KindModel, "coffee-shop")}
	relation := func(typ, key string) *Relation {
		r := &Relation{Type: text(typ), Model: Value[Address]{V: ref(KindModel, "bean-sort")}}
		if key != "" {
			r.ForeignKey = text(key)
		}
		return r
	}
	for typ, want := range map[string]string{"belongsTo": "beanSortId", "hasMany": "coffeeShopId", "hasOne": "coffeeShopId", "hasAndBelongsToMany": ""} {
		if got := shop.ForeignKey(relation(typ, "")); got.V != want {
			t.Errorf("%s: %s, want %s", typ, got.V, want)
		}
	}
	if got := shop.ForeignKey(relation("hasMany", "cafe")); got.V != "cafe" || !got.Written() {
		t.Errorf("a written foreign key is %+v", got)
	}
	if shop.ClassName() != "CoffeeShop" {
		t.Errorf("the class is %s", shop.ClassName())
	}
}

// shop is a topology of one function that the given edges lead to or start at.
func shop(f *Function, edges ...Edge) *Topology {
	t := &Topology{Name: "shop", Edges: edges}
	t.Functions = []*Function{f}
	t.Index()
	return t
}

func TestSignatureFollowsFromWhatLeadsToAFunction(t *testing.T) {
	self := ref(KindFunction, "f")
	edge := func(from, to Address, class EdgeClass) Edge {
		return Edge{From: from, To: to, Class: class, Node: tree.NewString(to.String())}
	}
	other := ref(KindFunction, "other")
	for name, test := range map[string]struct {
		edges []Edge
		want  string
	}{
		"nothing":          {nil, SignatureHTTP},
		"its subscription": {[]Edge{edge(self, ref(KindEvent, "e"), EdgeSubscribes)}, SignatureCloudEvent},
		"a schedule":       {[]Edge{edge(ref(KindSchedule, "s"), self, EdgeSchedules)}, SignatureCloudEvent},
		"a dead letter":    {[]Edge{edge(other, self, EdgeDeadLetters)}, SignatureCloudEvent},
		"an integration":   {[]Edge{edge(ref(KindIntegration, "i"), self, EdgeSends)}, SignatureCloudEvent},
		"a route":          {[]Edge{edge(ref(KindApiEndpoint, "a"), self, EdgeRoutes)}, SignatureHTTP},
		"a call":           {[]Edge{edge(other, self, EdgeCalls)}, SignatureHTTP},
		"its own call":     {[]Edge{edge(self, other, EdgeCalls)}, SignatureHTTP},
		"another's event":  {[]Edge{edge(other, ref(KindEvent, "e"), EdgeSubscribes)}, SignatureHTTP},
	} {
		f := &Function{Meta: meta(KindFunction, "f")}
		got, node := shop(f, test.edges...).Signature(f)
		if got != test.want || node.Origin.How != tree.Derived || node.Origin.Rule != "function.signature" {
			t.Errorf("%s: %s by %+v, want %s", name, got, node.Origin, test.want)
		}
	}
	f := &Function{Meta: meta(KindFunction, "f"), Signature: text(SignatureHTTP)}
	if got, node := shop(f, edge(ref(KindSchedule, "s"), self, EdgeSchedules)).Signature(f); got != SignatureHTTP || node != f.Signature.Node {
		t.Errorf("a written signature is %s", got)
	}
}

func TestAnEndpointsBlockReplacesItsGatewaysWholeBlock(t *testing.T) {
	key, none := &Auth{Type: text("key")}, &Auth{Type: text("none")}
	limit, own := &RateLimit{Rate: Value[Rate]{V: Rate{1, time.Second}}}, &RateLimit{Per: text("endpoint")}
	gateway := &Gateway{Meta: meta(KindGateway, "edge"), Auth: key, RateLimit: limit, Hosts: List[string]{Items: []Value[string]{text("*")}}}
	at := Value[Address]{V: gateway.Address}
	plain, open := &ApiEndpoint{Meta: meta(KindApiEndpoint, "plain"), Gateway: at}, &ApiEndpoint{Meta: meta(KindApiEndpoint, "open"), Gateway: at, Auth: none, RateLimit: own}
	top := &Topology{}
	top.Gateways, top.ApiEndpoints = []*Gateway{gateway}, []*ApiEndpoint{open, plain}
	top.Index()
	if top.EndpointAuth(plain) != key || top.EndpointAuth(open) != none || !top.Authenticated(plain) || top.Authenticated(open) {
		t.Error("auth is not the endpoint's own, or else the gateway's")
	}
	if top.EndpointRateLimit(plain) != limit || top.EndpointRateLimit(open) != own {
		t.Error("rate_limit is not the endpoint's own, or else the gateway's")
	}
	if got := top.RateLimitPer(plain).V; got != "consumer" {
		t.Errorf("with auth a limit is per %s, want consumer", got)
	}
	if got := top.RateLimitPer(open).V; got != "endpoint" {
		t.Errorf("a written per is %s", got)
	}
	if got := top.EndpointHosts(plain).Values(); len(got) != 1 || got[0] != "*" {
		t.Errorf("the hosts are %v, want the gateway's", got)
	}
}

func TestModelsStayInTheWorkspaceUnlessAMicroserviceTakesThem(t *testing.T) {
	a, b := &Model{Meta: meta(KindModel, "a")}, &Model{Meta: meta(KindModel, "b")}
	service := &Microservice{Meta: meta(KindMicroservice, "crm")}
	top := &Topology{Edges: []Edge{{From: service.Address, To: b.Address, Class: EdgeRuns}}}
	top.Models, top.Microservices = []*Model{a, b}, []*Microservice{service}
	top.Index()
	if got := top.WorkspaceModels(); len(got) != 1 || got[0] != a {
		t.Errorf("the workspace has %d models, want a alone", len(got))
	}
	if top.ModelService(b.Address) != service {
		t.Error("b is not in the microservice that takes it")
	}
}

func TestPlaceGoesByAddressThenKindThenDefault(t *testing.T) {
	env := &Environment{
		Meta:    meta(KindEnvironment, "prod"),
		Backend: &Backends{Kubernetes: &KubernetesBackend{}, Aws: &AwsBackend{}},
		Default: text(BackendKubernetes),
		Place: Map[string]{Entries: []Entry[string]{
			{Key: "function", Value: text(BackendAWS)}, {Key: "function.report", Value: text(BackendKubernetes)}, {Key: "gateway.edge", Value: text(BackendAWS)},
		}},
	}
	endpoint := &ApiEndpoint{Meta: meta(KindApiEndpoint, "orders"), Gateway: Value[Address]{V: ref(KindGateway, "edge")}}
	top := &Topology{Name: "shop", Environment: env}
	top.ApiEndpoints = []*ApiEndpoint{endpoint}
	top.Index()
	for a, want := range map[Address]string{
		ref(KindFunction, "resize"): BackendAWS,
		ref(KindFunction, "report"): BackendKubernetes,
		ref(KindTable, "orders"):    BackendKubernetes,
		endpoint.Address:            BackendAWS, // where its gateway is
	} {
		if got := top.Place(a); got != want {
			t.Errorf("%s is on %s, want %s", a, got, want)
		}
	}
	if got := top.Namespace(); got.V != "shop-prod" || got.Written() && got.Node.Origin.How != tree.Derived {
		t.Errorf("the namespace is %+v", got)
	}
	top.Environment = &Environment{Backend: &Backends{Aws: &AwsBackend{}}}
	if got := top.Place(ref(KindTable, "orders")); got != BackendAWS {
		t.Errorf("with one backend a table is on %s", got)
	}
}

func TestDefaultsThatDependOnOtherFields(t *testing.T) {
	m := &Microservice{Meta: meta(KindMicroservice, "m")}
	if m.ReplicaCount().V != 2 {
		t.Error("a microservice has 2 replicas")
	}
	m.Volume = []*Volume{{}}
	if m.ReplicaCount().V != 1 {
		t.Error("with a volume it has 1")
	}
	f := &Function{Meta: meta(KindFunction, "f"), Runtime: text("python3.14")}
	if f.HandlerName().V != "main.handler" {
		t.Error("Python's handler is main.handler")
	}
	f.Runtime = text("nodejs24")
	if f.HandlerName().V != "index.handler" {
		t.Error("Node's handler is index.handler")
	}
	e := &Event{Meta: meta(KindEvent, "paid")}
	top := &Topology{Name: "shop"}
	if top.EventType(e).V != "shop.paid" || top.EventSource(e).V != "/shop" {
		t.Errorf("the event is %s from %s", top.EventType(e).V, top.EventSource(e).V)
	}
}
