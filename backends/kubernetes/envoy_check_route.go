package kubernetes

import (
	"math"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// checkEnvoyLimit reports a limit that Envoy Gateway does not count so.
func checkEnvoyLimit(of schema.Address, l *schema.RateLimit) diag.List {
	if l == nil {
		return nil
	}
	return checkEnvoyRate(of, l.Rate, l.Burst)
}

func checkEnvoyRate(of schema.Address, rate schema.Value[schema.Rate], burst schema.Value[int64]) diag.List {
	if !rate.IsSet() {
		return nil
	}
	var ds diag.List
	if limitUnits[rate.V.Per] == "" {
		ds = append(ds, diag.GatewayAPILimit.At(rate.Node.Range(), "Envoy Gateway counts the requests in a second, a minute, an hour or a day, not in %s",
			schema.DurationText(rate.V.Per)).
			WithFix("write %q, or another rate of these", nearRate(rate.V)).WithAddress(of.String()))
	}
	if rate.V.Requests > math.MaxUint32 {
		ds = append(ds, diag.GatewayAPILimit.At(rate.Node.Range(), "Envoy Gateway counts to 4294967295").
			WithFix("write a lower rate").WithAddress(of.String()))
	}
	if burst.IsSet() && burst.V != rate.V.Requests {
		ds = append(ds, diag.GatewayAPILimit.At(burst.Node.Range(), "Envoy Gateway knows no burst beyond a rate: %d at once is what it allows", rate.V.Requests).
			WithFix("remove burst, or write a rate of more requests in more time").WithAddress(of.String()))
	}
	return ds
}

// nearRate returns the same rate over the longest unit that is not longer than its own time, else over the next longer one that
// has a whole number of requests, else one with about as many in a day.
func nearRate(rate schema.Rate) string {
	units := []struct {
		name string
		per  time.Duration
	}{{"s", time.Second}, {"min", time.Minute}, {"hour", time.Hour}, {"day", 24 * time.Hour}}
	in := func(per time.Duration) float64 { return float64(rate.Requests) * float64(per) / float64(rate.Per) }
	best := len(units) - 1
	for i, unit := range units {
		if n := in(unit.per); n != math.Trunc(n) || n < 1 {
			continue
		}
		if best = i; unit.per >= rate.Per || i+1 == len(units) || units[i+1].per > rate.Per {
			break
		}
	}
	n := min(max(in(units[best].per), 1), math.MaxUint32)
	return strconv.FormatInt(int64(n), 10) + "/" + units[best].name
}

// checkPlanLimits reports what a plan of the gateway's consumers asks for and can't be counted.
func (x *envoyGateway) checkPlanLimits(p *schema.Plan) diag.List {
	used := false
	for _, c := range x.consumers {
		used = used || c.Plan.V == p.Address
	}
	if !used {
		return nil
	}
	ds := checkEnvoyRate(p.Address, p.Rate, p.Burst)
	for _, l := range p.Limit {
		if a, _ := schema.ParseAddress(l.Label); x.route(a) != nil {
			ds = append(ds, checkEnvoyRate(p.Address, l.Rate, l.Burst)...)
		}
	}
	if p.Quota.V.Requests > math.MaxUint32 {
		ds = append(ds, diag.GatewayAPILimit.At(p.Quota.Node.Range(), "Envoy Gateway counts to 4294967295").
			WithFix("write a lower quota").WithAddress(p.Address.String()))
	}
	return ds
}

// checkRules reports more limits of consumers than a policy has room for.
func (x *envoyGateway) checkRules() diag.List {
	most := len(x.planRules())
	for _, e := range x.doors {
		if rules := e.sharedRules(); rules != nil {
			most = max(most, len(rules.Items))
		}
	}
	if most <= maxLimitRules {
		return nil
	}
	return diag.List{diag.GatewayAPISize.At(x.Node.Origin.KeyPlace(), "the plans of the consumers of %s are %d limits, and a policy has room for 256", x.Address, most).
		WithFix("give fewer consumers plans here, for instance by a second gateway, or use gateway = \"express\"").WithAddress(x.Address.String())}
}

// checkTargets reports targets that proxies can't forward to.
func (e *envoyRoute) checkTargets() diag.List {
	var ds diag.List
	report := func(n *tree.Node, fix, format string, args ...any) {
		ds = append(ds, diag.GatewayAPITarget.At(n.Range(), format, args...).WithFix("%s", fix).WithAddress(e.Address.String()))
	}
	targets := e.Targets()
	if e.auth != nil && e.auth.Type.V == "function" && e.auth.Authorizer.IsSet() && e.x.r.onAWS(e.auth.Authorizer.V) {
		targets = append(targets, e.auth.Authorizer)
	}
	for _, t := range targets {
		if e.x.r.onAWS(t.V) {
			report(t.Node, "place it on kubernetes, or use gateway = \"express\"", "%s is on AWS, and the proxies of Envoy Gateway sign no requests to it", t.V)
		}
		if m := schema.Find[schema.Microservice](e.x.r.t, t.V); m != nil && m.Protocol.V == "grpc" {
			report(t.Node, "route to a service that speaks http", "%s speaks grpc, and its route is one of HTTP/1.1", t.V)
		}
		s := schema.Find[schema.ServiceEndpoint](e.x.r.t, t.V)
		if s == nil {
			continue
		}
		if why, n := unlikeURLs(s); why != "" {
			report(n, "make a service_endpoint of each kind", "%s of %s", why, t.V)
		}
		if what := ownNeeds(s); len(e.Split) > 0 && what != "" {
			report(t.Node, "lead to it by an endpoint of its own", "%s has %s, which would hold for the other targets of the split too", t.V, what)
		}
	}
	return ds
}

// ownNeeds names what a service outside needs of a whole route, "" for nothing.
func ownNeeds(s *schema.ServiceEndpoint) string {
	for _, raw := range s.Urls.Values() {
		if servicePath(raw) != "" {
			return "a path in its URL"
		}
	}
	switch {
	case s.Auth != nil:
		return "a credential"
	case s.Health != nil && s.Health.Path.IsSet():
		return "a probe"
	}
	return ""
}

// unlikeURLs says what a service's URLs do not have in common, and where; "" where one Backend holds them all.
func unlikeURLs(s *schema.ServiceEndpoint) (why string, at *tree.Node) {
	var first *url.URL
	for _, v := range s.Urls.Items {
		u, err := url.Parse(v.V)
		if err != nil {
			continue
		}
		_, notIP := netip.ParseAddr(u.Hostname())
		if notIP == nil && strings.EqualFold(u.Scheme, "https") {
			return "a certificate is for a name, not for the address in a URL", v.Node
		}
		if first == nil {
			first = u
			continue
		}
		_, firstNotIP := netip.ParseAddr(first.Hostname())
		switch {
		case !strings.EqualFold(u.Scheme, first.Scheme):
			return "there are URLs of http and of https", v.Node
		case servicePath(u.String()) != servicePath(first.String()):
			return "there are URLs with different paths", v.Node
		case (notIP == nil) != (firstNotIP == nil):
			return "there are URLs with names and with addresses", v.Node
		}
	}
	return "", nil
}

// Limits of an HTTPRoute beside those of its matches.
const (
	maxTargets    = 16
	maxExpression = 1024
	maxTimeout    = 99999 * time.Hour
)

// checkSize reports an endpoint that is too large.
func (e *envoyRoute) checkSize() diag.List {
	var ds diag.List
	report := func(n *tree.Node, fix, format string, args ...any) {
		ds = append(ds, diag.GatewayAPISize.At(n.Range(), format, args...).WithFix("%s", fix).WithAddress(e.Address.String()))
	}
	if n := e.routeCount(); n > maxPolicyTargets {
		report(e.Paths.Node, "spread the paths over several endpoints", "%s comes to %d HTTPRoutes, and its policies hold for 16 at most", e.Address, n)
	}
	if len(e.Split) > maxTargets {
		report(e.Split[maxTargets].Target.Node, "split between 16 or fewer", "a route has at most 16 targets")
	}
	if e.Timeout.V > maxTimeout {
		report(e.Timeout.Node, "write a shorter timeout, or leave it out for none", "the Gateway API takes at most 99999h")
	}
	for _, p := range e.Paths.Items {
		if len(pathExpression(route.Parse(p.V))) > maxExpression-256 { // leaves room for the order
			report(p.Node, "shorten the path", "the expression of a path has at most 1024 characters")
		}
	}
	return ds
}
