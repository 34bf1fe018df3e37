package aws

import (
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// What a rate-based rule of WAF takes: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html.
const (
	minWindowCount = 10
	maxWindowCount = 2_000_000_000
	maxRuleRegex   = 512
	maxRules       = 100
)

var windows = []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute}

// fitsWindow reports whether WAF counts as a limit says: so many requests of an address in one of its windows, at once or
// not.
func fitsWindow(l *schema.RateLimit) bool {
	return slices.Contains(windows, l.Rate.V.Per) && l.Rate.V.Requests >= minWindowCount && l.Rate.V.Requests <= maxWindowCount &&
		(!l.Burst.IsSet() || l.Burst.V == l.Rate.V.Requests)
}

// ipLimit is an endpoint's limit for each address, or nil.
func (r *render) ipLimit(e *schema.ApiEndpoint) *schema.RateLimit {
	if l := r.t.EndpointRateLimit(e); l != nil && r.t.RateLimitPer(e).V == "ip" {
		return l
	}
	return nil
}

// firewall lowers the limits for each address: one rate-based rule for each endpoint, before the stage of a REST API.
func (r *render) firewall(d *door) []resource {
	var rules []*tree.Node
	var why *tree.Node
	for _, e := range d.endpoints {
		l := r.ipLimit(e)
		if l == nil {
			continue
		}
		if why == nil {
			why = l.Node
		}
		rules = append(rules, ruled(ruleFirewall, l.Node, tree.NewMap(
			tree.F("Name", str(e.Address.Name)),
			tree.F("Priority", tree.NewInt(int64(len(rules)))),
			tree.F("Action", tree.NewMap(tree.F("Block", tree.NewMap(tree.F("CustomResponse", tree.NewMap(tree.F("ResponseCode", tree.NewInt(429)))))))),
			tree.F("Statement", tree.NewMap(tree.F("RateBasedStatement", tree.NewMap(
				tree.F("AggregateKeyType", str("IP")),
				tree.F("Limit", derivedInt(ruleFirewall, l.Rate.Node, l.Rate.V.Requests)),
				tree.F("EvaluationWindowSec", derivedInt(ruleFirewall, l.Rate.Node, int64(l.Rate.V.Per/time.Second))),
				tree.F("ScopeDownStatement", d.scope(e)),
			)))),
			tree.F("VisibilityConfig", watched(r.name(maxAPIName, nil, d.g.Address.Name+"-"+e.Address.Name).Text)),
		)))
	}
	if len(rules) == 0 {
		return nil
	}
	id := d.own.id("Firewall")
	name := r.name(maxAPIName, d.g.Node, d.g.Address.Name)
	return []resource{
		r.resource(d.own, "AWS::WAFv2::WebACL", id, options{},
			tree.F("Name", name),
			tree.F("Scope", derived(ruleFirewall, why, "REGIONAL")),
			tree.F("DefaultAction", ruled(ruleFirewall, why, tree.NewMap(tree.F("Allow", tree.NewMap())))),
			tree.F("Rules", tree.NewList(rules...)),
			tree.F("VisibilityConfig", ruled(ruleFirewall, why, watched(name.Text))),
		),
		r.resource(d.own, "AWS::WAFv2::WebACLAssociation", d.own.id("FirewallStage"), options{},
			tree.F("ResourceArn", ruled(ruleFirewall, why, sub("arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${"+d.id()+"}/stages/${"+d.stageID()+"}"))),
			tree.F("WebACLArn", ruled(ruleFirewall, why, att(id, "Arn"))),
		),
	}
}

// watched counts what matches, and keeps samples.
func watched(metric string) *tree.Node {
	return tree.NewMap(
		tree.F("CloudWatchMetricsEnabled", tree.NewBool(true)),
		tree.F("MetricName", str(metric)),
		tree.F("SampledRequestsEnabled", tree.NewBool(true)),
	)
}

// scope returns the statement that matches the requests of one endpoint: its paths and methods, but what more specific
// routes of other endpoints take away.
func (d *door) scope(e *schema.ApiEndpoint) *tree.Node {
	statements := []*tree.Node{d.requests(paths(e), e.Methods.Values())}
	for _, other := range d.endpoints {
		if taken := d.taken(e, other); len(taken) > 0 {
			statements = append(statements, tree.NewMap(tree.F("NotStatement", tree.NewMap(tree.F("Statement", d.requests(taken, other.Methods.Values()))))))
		}
	}
	return allOf(statements)
}

// requests returns the statement that matches requests of paths and methods, none for any.
func (d *door) requests(of []route.Path, methods []string) *tree.Node {
	statements := []*tree.Node{regexStatement("UriPath", "URL_DECODE", d.pathsRegex(of))}
	if len(methods) > 0 {
		statements = append(statements, regexStatement("Method", "NONE", "^(?:"+strings.Join(methods, "|")+")$"))
	}
	return allOf(statements)
}

// allOf returns the statement that matches what all of some match.
func allOf(statements []*tree.Node) *tree.Node {
	if len(statements) == 1 {
		return statements[0]
	}
	return tree.NewMap(tree.F("AndStatement", tree.NewMap(tree.F("Statements", tree.NewList(statements...)))))
}

func regexStatement(field, transformation, regex string) *tree.Node {
	return tree.NewMap(tree.F("RegexMatchStatement", tree.NewMap(
		tree.F("FieldToMatch", tree.NewMap(tree.F(field, tree.NewMap()))),
		tree.F("RegexString", str(regex)),
		tree.F("TextTransformations", tree.NewList(tree.NewMap(tree.F("Priority", tree.NewInt(0)), tree.F("Type", str(transformation))))),
	)))
}

// pathsRegex matches requests of paths as the firewall sees them: by the API's own address a path starts with the stage.
func (d *door) pathsRegex(all []route.Path) string {
	stage := "/" + stageName
	switch {
	case !d.open:
		stage = ""
	case len(d.domains) > 0:
		stage = "(?:" + stage + ")?"
	}
	alternatives := make([]string, len(all))
	for i, p := range all {
		alternatives[i] = p.Expression() + "/?"
		if p.Rest {
			alternatives[i] = p.Expression() + "/.*"
		}
	}
	return "^" + stage + "(?:" + strings.Join(alternatives, "|") + ")$"
}

func paths(e *schema.ApiEndpoint) []route.Path {
	var out []route.Path
	for _, p := range e.Paths.Items {
		out = append(out, route.Parse(p.V))
	}
	return out
}

// taken returns the paths of another endpoint that take requests from those of an endpoint.
func (d *door) taken(e, other *schema.ApiEndpoint) []route.Path {
	if other == e {
		return nil
	}
	mine := paths(e)
	return slices.DeleteFunc(paths(other), func(q route.Path) bool {
		return slices.ContainsFunc(mine, func(p route.Path) bool { return route.ComparePaths(q, p) == 0 }) ||
			!slices.ContainsFunc(mine, func(p route.Path) bool { return overlap(p, q) && route.ComparePaths(q, p) < 0 })
	})
}

// overlap reports whether a request can match both paths.
func overlap(p, q route.Path) bool {
	for i := range min(len(p.Segments), len(q.Segments)) {
		if a, b := p.Segments[i], q.Segments[i]; !a.Param && !b.Param && a.Text != b.Text {
			return false
		}
	}
	return len(p.Segments) == len(q.Segments) && p.Rest == q.Rest || p.Rest && len(p.Segments) <= len(q.Segments) || q.Rest && len(q.Segments) <= len(p.Segments)
}
