package crossing

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// titles are how messages name backends.
var titles = map[string]string{schema.BackendAWS: "AWS", schema.BackendKubernetes: "Kubernetes"}

// Check reports the references that start on a backend and have no way to where they lead, or lack something on it. The
// backend that they lead to reports nothing of them.
func (s Sides) Check(backend string) diag.List {
	var ds diag.List
	asked := false
	for _, c := range s.From(backend) {
		switch r := c.Rule; {
		case c.From.Kind == schema.KindIntegration && c.Here == schema.BackendAWS && r.Way != NoWay:
			ds = append(ds, diag.OtherBackend.At(c.Node.Range(), "%s runs on AWS, outside the cluster that %s is in", c.From, c.To).
				WithFix("place both on one backend").WithAddress(c.From.String()))
		case unlowered[c.From.Kind] && c.Here == schema.BackendKubernetes,
			unlowered[c.To.Kind] && c.There == schema.BackendKubernetes:
			// the kind itself is reported
		case c.From.Kind == schema.KindIntegration && r.Way != NoWay:
			ds = append(ds, diag.OtherBackend.At(c.Node.Range(), "%s runs in the cluster without a role on AWS, and %s is on AWS", c.From, c.To).
				WithFix("place both on one backend").WithAddress(c.From.String()))
		case r.Way == ByRole && s.endpointValue(c) != nil:
			ds = append(ds, diag.OtherBackend.At(c.Node.Range(), "a function on Lambda has no address that a plain HTTP client could call, and %s asks for that of %s", c.From, c.To).
				WithFix("write calls = [%s], and call it by the client that comes along or by an SDK", c.To).WithAddress(c.From.String()))
		case r.Way == ByRole:
			if !asked {
				asked = true
				ds = append(ds, s.checkCluster(c)...)
			}
			ds = append(ds, s.checkSplit(c)...)
		case r.Way == ByDoor:
			ds = append(ds, s.checkDoor(c)...)
		case r.Way == ByName:
			ds = append(ds, s.checkName(c)...)
		default:
			ds = append(ds, diag.OtherBackend.At(c.Node.Range(), "%s is on %s and %s on %s, and there is no way from the one to the other", c.From, titles[c.Here], c.To, titles[c.There]).
				WithFix("%s", r.Gets).WithAddress(c.From.String()))
		}
	}
	return ds
}

// unlowered are the kinds that Kubernetes does not get yet.
var unlowered = map[schema.Kind]bool{
	schema.KindTable: true, schema.KindBucket: true, schema.KindQueue: true,
}

// checkCluster reports, once for an environment, that the cluster is not known well enough to give its workloads roles.
func (s Sides) checkCluster(c Crossing) diag.List {
	environment := s.T.Environment
	cluster, ok := s.Cluster()
	if !ok {
		return diag.List{diag.AWSOtherBackend.At(s.contextNode().Range(), "%s calls AWS from the cluster, and the kubernetes backend does not say which EKS cluster that is", c.By).
			WithDetail("A workload acts on AWS by a role of its own, through EKS Pod Identity. That takes the cluster's name, its account and its region.").
			WithRelated(c.Node.Range(), "the reference that takes it").
			WithFix(`write context = "arn:aws:eks:REGION:ACCOUNT:cluster/NAME" in backend "kubernetes": the name that aws eks update-kubeconfig gives the context`).
			WithAddress(environment.Address.String())}
	}
	if a := environment.Backend.Aws; a != nil && a.Region.IsSet() && a.Region.V != cluster.Region {
		return diag.List{diag.AWSOtherBackend.At(a.Region.Node.Range(), "the stack is in %s and the cluster in %s, and a role is given to workloads of a cluster in the stack's own region", a.Region.V, cluster.Region).
			WithRelated(s.contextNode().Range(), "the cluster").
			WithFix("write region = %q, or name a cluster in %s", cluster.Region, a.Region.V).WithAddress(environment.Address.String())}
	}
	return nil
}

// checkSplit reports an endpoint that shares requests between the cluster and AWS.
func (s Sides) checkSplit(c Crossing) diag.List {
	e := schema.Find[schema.ApiEndpoint](s.T, c.From)
	if e == nil || c.Class != schema.EdgeRoutes || len(e.Split) == 0 {
		return nil
	}
	return diag.List{diag.OtherBackend.At(c.Node.Range(), "a split has all its targets in the cluster, and %s is on AWS", c.To).
		WithFix("lead the endpoint to %s alone, or place its targets on one backend", c.To).WithAddress(c.From.String())}
}

// checkDoor reports that nothing leads from outside the cluster to a callee, or what the way does not pass.
func (s Sides) checkDoor(c Crossing) diag.List {
	ask := s.Call(c.To)
	if e := schema.Find[schema.ApiEndpoint](s.T, c.From); e != nil {
		if len(e.Split) > 0 {
			return nil // an API splits nothing, which is reported
		}
		ask = s.Route(e)
	}
	door, lack := s.Door(c.To, ask)
	if door == nil {
		return diag.List{lack.diagnostic(c)}
	}
	if v := s.endpointValue(c); v != nil && v.Part.V != "url" && door.under != "" {
		return diag.List{diag.AWSOtherBackend.At(c.Node.Range(), "%s is reached at %s, and its %s alone does not lead there", c.To, door.URL(s.Root(c.To)), v.Part.V).
			WithFix(`write part = "url"`).WithAddress(c.From.String())}
	}
	ds := door.remarks(c)
	if door.Auth != "" && !s.handed(c, door.Endpoint) {
		ds = append(ds, diag.GuardedDoor.At(c.Node.Range(), "%s reaches %s through %s, which asks for auth of type %s", c.From, c.To, door.Endpoint.Address, door.Auth).
			WithRelated(door.Path.Range(), "the route").
			WithFix("hand the caller the credential of a consumer as a secret in env, and let it send that").WithAddress(c.From.String()))
	}
	return ds
}

// handed reports whether what calls has the credential of a consumer that may call an endpoint, as a secret in its env.
func (s Sides) handed(c Crossing, e *schema.ApiEndpoint) bool {
	w := s.T.Workload(c.From)
	if w == nil {
		return false
	}
	for _, consumer := range s.T.Consumers {
		if consumer.Endpoints.IsSet() && !slices.Contains(consumer.Endpoints.Values(), e.Address) {
			continue
		}
		for _, v := range w.Env.Entries {
			if secret := v.V.Secret; secret != (schema.Address{}) && (secret == consumer.Key.V || secret == consumer.Basic.V) {
				return true
			}
		}
	}
	return false
}

// endpointValue returns the endpoint value that makes a crossing, nil where something else does.
func (s Sides) endpointValue(c Crossing) *schema.EndpointValue {
	w := s.T.Workload(c.From)
	if w == nil {
		return nil
	}
	for _, e := range w.Env.Entries {
		if v := e.V.Endpoint; v != nil && v.Of.Node == c.Node {
			return v
		}
	}
	return nil
}

// remarks says what of a crossing its door does not pass.
func (d *Door) remarks(c Crossing) diag.List {
	if len(d.Narrow) == 0 {
		return nil
	}
	return diag.List{diag.NarrowDoor.At(c.Node.Range(), "%s reaches %s through %s, which %s", c.From, c.To, d.Endpoint.Address, strings.Join(d.Narrow, " and ")).
		WithRelated(d.Path.Range(), "the route").
		WithFix("nothing to do where the calls fit; else add an endpoint for them").WithAddress(c.From.String())}
}

func (l Lack) diagnostic(c Crossing) diag.Diagnostic {
	d := diag.AWSOtherBackend.At(c.Node.Range(), "%s is on AWS and reaches %s through a public route of the cluster, and %s", c.From, c.To, l.Summary).
		WithFix("%s", l.Fix).WithAddress(c.From.String())
	if l.At != nil && !l.At.Range().IsZero() {
		d = d.WithRelated(l.At.Range(), "this comes nearest")
	}
	return d
}

// checkName reports a gateway whose address is not known when the topology is compiled.
func (s Sides) checkName(c Crossing) diag.List {
	g := schema.Find[schema.Gateway](s.T, c.To)
	if g == nil {
		return nil
	}
	if s.GatewayHost(c.To) != "" {
		return nil
	}
	return diag.List{diag.AWSOtherBackend.At(c.Node.Range(), "%s answers for no host by name, so its address is not known on AWS", c.To).
		WithFix(`write hosts = ["…"] in %s, or a literal address here`, c.To).WithAddress(c.From.String())}
}

// GatewayHost returns the first host of a gateway that is a name, "" where none is.
func (s Sides) GatewayHost(a schema.Address) string {
	if g := schema.Find[schema.Gateway](s.T, a); g != nil {
		for _, h := range g.Hosts.Items {
			if !strings.HasPrefix(h.V, "*") {
				return h.V
			}
		}
	}
	return ""
}
