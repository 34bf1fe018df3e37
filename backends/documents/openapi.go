package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// openAPIVersion is the version of the OpenAPI Specification that documents are written in.
const openAPIVersion = "3.1.0"

// openAPIs returns the OpenAPI documents of a gateway: one, or one for each host where hosts answer the same request differently,
// which one document can't say.
func openAPIs(t *schema.Topology, g *schema.Gateway) []Document {
	var endpoints []*schema.ApiEndpoint
	for _, e := range t.ApiEndpoints {
		if e.Gateway.V == g.Address {
			endpoints = append(endpoints, e)
		}
	}
	if len(endpoints) == 0 {
		return nil
	}
	name := "openapi-" + g.Address.Name
	if !hostsDiffer(endpoints) {
		a := newAPI(t, g, endpoints)
		a.servers = a.serversOf(g.Hosts)
		return []Document{a.document(name, g.Address.Name)}
	}
	var out []Document
	for _, host := range hostsOf(t, endpoints) {
		here := slices.DeleteFunc(slices.Clone(endpoints), func(e *schema.ApiEndpoint) bool { return specificity(t, e, host) == "" })
		a := newAPI(t, g, here)
		a.host = host
		a.servers = a.serversOf(schema.List[string]{Items: []schema.Value[string]{{V: host}}, Node: g.Hosts.Node})
		out = append(out, a.document(name+"."+hostName(host), g.Address.Name+" at "+host))
	}
	return out
}

// hostsDiffer reports whether two endpoints answer the same method and path, on different hosts.
func hostsDiffer(endpoints []*schema.ApiEndpoint) bool {
	seen := map[string]bool{}
	for _, e := range endpoints {
		for _, p := range e.Paths.Items {
			for _, m := range methods(e) {
				key := m + " " + shape(route.Parse(p.V))
				if seen[key] {
					return true
				}
				seen[key] = true
			}
		}
	}
	return false
}

// hostsOf lists the hosts of endpoints, the most specific first.
func hostsOf(t *schema.Topology, endpoints []*schema.ApiEndpoint) []string {
	var out []string
	for _, e := range endpoints {
		for _, host := range t.EndpointHosts(e).Values() {
			if !slices.Contains(out, host) {
				out = append(out, host)
			}
		}
	}
	slices.SortFunc(out, route.CompareHosts)
	return out
}

// specificity returns the most specific host of an endpoint that covers a host, "" for none.
func specificity(t *schema.Topology, e *schema.ApiEndpoint, host string) string {
	hosts := slices.SortedFunc(slices.Values(t.EndpointHosts(e).Values()), route.CompareHosts)
	for _, h := range hosts {
		if suffix, wild := strings.CutPrefix(h, "*"); h == host || wild && strings.HasSuffix(host, suffix) {
			return h
		}
	}
	return ""
}

// hostName is a host as a part of a file's name.
func hostName(host string) string {
	return strings.ReplaceAll(host, "*", "any")
}

// serversOf returns where an API is reached: over https on AWS and where the gateway has a certificate. A gateway that answers for any
// host says no address of its own, unless the environment gives it a domain.
func (a *api) serversOf(hosts schema.List[string]) *tree.Node {
	scheme, names := "http://", hosts.Values()
	if a.gateway.Tls != nil {
		scheme = "https://"
	}
	if a.t.Place(a.gateway.Address) == schema.BackendAWS {
		scheme = "https://"
		if domain := a.t.Environment.Backend.Aws.Domain; domain.IsSet() && slices.Equal(names, []string{"*"}) {
			names = []string{domain.V}
		}
	}
	var out []*tree.Node
	for _, host := range names {
		suffix, wild := strings.CutPrefix(host, "*")
		switch {
		case host == "*":
		case wild:
			out = append(out, tree.NewMap(
				tree.F("url", str(scheme+"{subdomain}"+suffix)),
				tree.F("variables", tree.NewMap(tree.F("subdomain", tree.NewMap(tree.F("default", str("www"))))))))
		default:
			out = append(out, tree.NewMap(tree.F("url", str(scheme+host))))
		}
	}
	if n := optionalList(out); n != nil {
		return n.With(tree.Derive(RuleOpenAPI, hosts.Node))
	}
	return nil
}

// api is one OpenAPI document on its way.
type api struct {
	t         *schema.Topology
	gateway   *schema.Gateway
	endpoints []*schema.ApiEndpoint
	host      string // the one host that it is of; "" for all
	servers   *tree.Node

	items   []*item
	schemes []scheme
	schemas []tree.Field // of models, by name
	answers map[string]bool
	ids     map[string]bool
}

func newAPI(t *schema.Topology, g *schema.Gateway, endpoints []*schema.ApiEndpoint) *api {
	return &api{t: t, gateway: g, endpoints: endpoints, answers: map[string]bool{}, ids: map[string]bool{}}
}

// document returns the whole document. Its version is a digest of the rest, since a topology has none.
func (a *api) document(name, title string) Document {
	a.route()
	paths := a.paths()
	var tags []*tree.Node
	for _, e := range a.endpoints {
		tags = append(tags, tree.NewMap(tree.F("name", str(e.Address.Name))).With(tree.Derive(RuleOpenAPI, e.Node)))
	}
	rest := []tree.Field{tree.F("servers", a.servers), tree.F("tags", optionalList(tags)), tree.F("paths", paths), tree.F("components", a.components())}
	fields := append([]tree.Field{tree.F("openapi", str(openAPIVersion)), tree.F("info", info(a.t, a.t.Name+" "+title, rest))}, rest...)
	return Document{
		ID: strings.Replace(name, "-", ".", 1), File: name + ".yaml", Address: a.gateway.Address, Host: a.host, Format: OpenAPI, Node: a.gateway.Node,
		Tree: tree.NewMap(fields...).With(tree.Derive(RuleOpenAPI, a.gateway.Node)),
	}
}

// info heads a document.
func info(t *schema.Topology, title string, rest []tree.Field) *tree.Node {
	sum := sha256.Sum256(tree.AppendJSON(nil, tree.NewMap(slices.Clone(rest)...), ""))
	var description *tree.Node
	if t.Info != nil {
		description = t.Info.Description.Node
	}
	return tree.NewMap(
		tree.F("title", str(title)),
		tree.F("description", description),
		tree.F("version", str(hex.EncodeToString(sum[:6]))),
	)
}

func (a *api) components() *tree.Node {
	slices.SortFunc(a.schemas, func(x, y tree.Field) int { return strings.Compare(x.Key, y.Key) })
	var answers []tree.Field
	for _, r := range gatewayAnswers {
		if a.answers[r.status] {
			answers = append(answers, tree.F(r.name, tree.NewMap(tree.F("description", str(r.text)))))
		}
	}
	if a.answers[modelError] {
		answers = append(answers, tree.F(modelError, tree.NewMap(tree.F("description", str("An error, as LoopBack writes it.")), tree.F("content", jsonContent(errorSchema)))))
	}
	var schemes []tree.Field
	for _, s := range a.schemes {
		schemes = append(schemes, tree.F(s.name, s.node))
	}
	return optionalMap(tree.NewMap(
		tree.F("schemas", optionalMap(a.schemas)),
		tree.F("responses", optionalMap(answers)),
		tree.F("securitySchemes", optionalMap(schemes)),
	).Fields)
}
