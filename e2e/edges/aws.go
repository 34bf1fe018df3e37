package edges

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/iam"
	"espc.dev/schema"
)

// AWS returns what a topology's edges need on AWS, of the stack that it was compiled to: the stack tells ARNs, by the logical
// ids that the table names, and which class of API a gateway is, and nothing else.
func (t *Table) AWS(topology *schema.Topology, stack *cloudformation.Stack) ([]Need, error) {
	d := &deriver{Topology: topology, stack: stack}
	for _, c := range t.Constants {
		for _, a := range entities(topology) {
			if a.Kind == c.Kind && d.side(a) == schema.BackendAWS {
				d.lines(c.AWS, schema.Edge{From: a}, d.constantFacts(a), a.String())
			}
		}
	}
	agents := map[schema.Address]bool{}
	for _, e := range topology.Edges {
		r, err := t.row(e)
		if err != nil {
			return nil, err
		}
		switch from, to := d.side(e.From), d.side(e.To); {
		case from == schema.BackendKubernetes && to == schema.BackendAWS && r.Across == nil:
			d.problem(e, "the table says nothing of one that goes from a cluster to AWS")
		case from == schema.BackendKubernetes && to == schema.BackendAWS:
			d.lines(r.Across.AWS, e, d.facts(e), describe(e))
			if by := d.actor(e); !agents[by] {
				agents[by] = true
				d.lines(t.Agents, schema.Edge{From: by}, nil, by.String()+" acts from a cluster")
			}
		case from == schema.BackendKubernetes, to == schema.BackendKubernetes:
		case r.AWS.Refused:
			d.problem(e, "the table says that it is refused")
		default:
			d.lines(r.AWS.Lines, e, d.facts(e), describe(e))
		}
	}
	return d.needs, errors.Join(d.problems...)
}

type deriver struct {
	*schema.Topology
	stack    *cloudformation.Stack
	needs    []Need
	problems []error
}

func (d *deriver) side(a schema.Address) string { return side(d.Topology, a) }

func (d *deriver) problem(e schema.Edge, format string, arguments ...any) {
	d.problems = append(d.problems, fmt.Errorf("%s: %s", describe(e), fmt.Sprintf(format, arguments...)))
}

// lines adds what lines of the table say of an edge.
func (d *deriver) lines(lines []Line, e schema.Edge, facts map[string]bool, because string) {
	for _, l := range lines {
		if !holds(l, facts) {
			continue
		}
		needs, err := d.line(l, e)
		if err != nil {
			d.problem(e, "%s", err)
			continue
		}
		for i := range needs {
			needs[i].Because = because
		}
		d.needs = append(d.needs, needs...)
	}
}

func (d *deriver) line(l Line, e schema.Edge) ([]Need, error) {
	words, err := d.words(e)
	if err != nil {
		return nil, err
	}
	principals, err := d.principals(l.Who, e, words)
	if err != nil {
		return nil, err
	}
	if l.Managed != "" {
		var out []Need
		for _, who := range principals {
			out = append(out, Need{Principal: who, Managed: iam.ManagedARN(here.Partition, l.Managed)})
		}
		return out, nil
	}
	resources, err := d.resources(l.With, e, words)
	if err != nil {
		return nil, err
	}
	contexts, err := d.sources(l.As, e, words)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(l.If)) {
		values := []string{words.fill(l.If[key])}
		if l.If[key] == "{each network}" {
			values = schema.Find[schema.Gateway](d.Topology, e.From).AllowFrom.Values()
		}
		contexts = spread(contexts, strings.ToLower(key), values)
	}
	unless := map[string]string{}
	for key, id := range l.Unless {
		if unless[strings.ToLower(key)], err = d.arnOf(words.fill(id)); err != nil {
			return nil, err
		}
	}
	var out []Need
	for _, who := range principals {
		for _, action := range l.May {
			for _, resource := range resources {
				for _, context := range contexts {
					out = append(out, Need{Principal: who, Action: action, Resource: resource, Conditions: context, Unless: unless})
				}
			}
		}
	}
	return out, nil
}

// spread returns each context with each of several values of a key.
func spread(contexts []map[string]string, key string, values []string) []map[string]string {
	var out []map[string]string
	for _, context := range contexts {
		for _, value := range values {
			with := maps.Clone(context)
			if with == nil {
				with = map[string]string{}
			}
			with[key] = value
			out = append(out, with)
		}
	}
	return out
}

// words are what the table's names in braces stand for, of one edge.
type words map[string]string

func (w words) fill(text string) string {
	for name, value := range w {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (d *deriver) words(e schema.Edge) (words, error) {
	w := words{}
	for name, a := range map[string]schema.Address{"from": e.From, "to": e.To} {
		if a == (schema.Address{}) {
			continue
		}
		id, err := logicalID(a)
		if err != nil {
			return nil, err
		}
		w[name] = id
	}
	for name, a := range map[string]schema.Address{"what runs to": runner(d.Topology, e.To), "what runs from": runner(d.Topology, e.From), "gateway": d.actor(e)} {
		if a != (schema.Address{}) {
			id, err := logicalID(a)
			if err != nil {
				return nil, err
			}
			w[name] = id
		}
	}
	if d.side(e.From) == schema.BackendKubernetes {
		w["cluster"], w["namespace"] = d.Environment.Backend.Kubernetes.Context.V, d.Namespace().V
		w["service account"] = houseName(d.Topology, e.From)
	}
	if on := subscription(d.Topology, e); on != nil {
		label, err := pascal(on.Label)
		if err != nil {
			return nil, err
		}
		w["on"] = label
		// Failed events of a queue are kept beside it, those of a subscription to an event beside that.
		w["failures"], w["failures pipe"] = w["from"]+label+"Failures", w["from"]+label+"Pipe"
		if on.Queue.IsSet() {
			queue, err := logicalID(on.Queue.V)
			if err != nil {
				return nil, err
			}
			w["failures"], w["failures pipe"] = queue+"Failures", queue+"Pipe"
		}
	}
	if i := integration(d.Topology, e); i != nil {
		if err := d.integrationWords(w, i, e); err != nil {
			return nil, err
		}
	}
	if event := schema.Find[schema.Event](d.Topology, e.To); event != nil {
		w["type"], w["source"] = d.EventType(event).V, d.EventSource(event).V
		bus := schema.Find[schema.EventBus](d.Topology, event.Bus.V)
		id, err := logicalID(event.Bus.V)
		if err != nil {
			return nil, err
		}
		if w["bus"] = id; bus != nil && bus.Existing.IsSet() {
			w["bus"] = d.arn("events", "event-bus/"+bus.Existing.V)
		}
	}
	return w, nil
}

func (d *deriver) principals(who string, e schema.Edge, w words) ([]iam.Principal, error) {
	if who == "everybody" {
		return []iam.Principal{iam.Everybody}, nil
	}
	id, isRole := strings.CutPrefix(who, "role ")
	if !isRole {
		return []iam.Principal{iam.Principal(who + ".amazonaws.com")}, nil
	}
	ids := []string{w.fill(id)}
	if strings.Contains(id, "{each gatekeeper}") {
		ids = nil
		for _, gateway := range d.gatekeepers(e) {
			name, err := logicalID(gateway)
			if err != nil {
				return nil, err
			}
			ids = append(ids, strings.ReplaceAll(id, "{each gatekeeper}", name+"Gatekeeper"))
		}
	}
	var out []iam.Principal
	for _, id := range ids {
		arn, err := d.arnOf(id)
		if err != nil {
			return nil, err
		}
		out = append(out, iam.Principal(arn))
	}
	return out, nil
}

// resources returns the ARNs that a line's `with` stands for.
func (d *deriver) resources(with string, e schema.Edge, w words) ([]string, error) {
	switch with {
	case "*":
		return []string{with}, nil
	case "{repository}":
		arn, ok := repository(schema.Find[schema.Microservice](d.Topology, e.From).Image.V)
		if !ok {
			return nil, fmt.Errorf("its image is not in ECR")
		}
		return []string{arn}, nil
	case "{secret}":
		return []string{d.secret(schema.Find[schema.Secret](d.Topology, e.To))}, nil
	case "{the API}":
		api, _, err := d.api(e.From)
		return []string{d.arn("execute-api", api+"/*")}, err
	case "{to and its objects}":
		arn, err := d.arnOf(w["to"])
		return []string{arn, arn + "/*"}, err
	case "{to and its indexes}":
		arn, err := d.arnOf(w["to"])
		out := []string{arn}
		if t := schema.Find[schema.Table](d.Topology, e.To); t != nil {
			for _, index := range t.Index {
				out = append(out, arn+"/index/"+index.Label)
			}
		}
		return out, err
	}
	id, objects := strings.CutSuffix(w.fill(with), "/*")
	arn, err := d.arnOf(id)
	if objects {
		arn += "/*"
	}
	return []string{arn}, err
}

// arnOf returns the ARN of the resource with a logical id, of one of its attributes (ID.Attribute), or the ARN itself.
func (d *deriver) arnOf(id string) (string, error) {
	if strings.HasPrefix(id, "arn:") {
		return id, nil
	}
	id, attribute, _ := strings.Cut(id, ".")
	if attribute == "" {
		attribute = "Arn"
	}
	r := d.stack.Find(id)
	if r == nil {
		return "", fmt.Errorf("the template has no %s", id)
	}
	identity, err := r.Identity()
	if err == nil && identity.Attributes[attribute] == "" {
		err = fmt.Errorf("%s has no %s", id, attribute)
	}
	return identity.Attributes[attribute], err
}

// What a service tells of whom it acts for.
const (
	sourceARN     = "aws:sourcearn"
	sourceAccount = "aws:sourceaccount"
)

// sources returns the contexts that a line's `as` stands for; one without anything where there is none.
func (d *deriver) sources(as string, e schema.Edge, w words) ([]map[string]string, error) {
	var arns []string
	var err error
	switch as {
	case "":
		return []map[string]string{nil}, nil
	case "this account":
		return []map[string]string{{sourceAccount: here.Account}}, nil
	case "{schedule group}":
		arns = []string{d.arn("scheduler", "schedule-group/default")}
	case "{each route}":
		arns, err = d.routes(schema.Find[schema.ApiEndpoint](d.Topology, e.From))
	case "{authorizer}":
		arns, err = d.authorizer(e.From, "Authorizer")
	case "{each authorizer}":
		arns, err = d.gatekeeperAuthorizers(e.From)
	default:
		var arn string
		arn, err = d.arnOf(w.fill(as))
		arns = []string{arn}
	}
	var out []map[string]string
	for _, arn := range arns {
		out = append(out, map[string]string{sourceARN: arn, sourceAccount: here.Account})
	}
	return out, err
}

func (d *deriver) arn(service, resource string) string {
	return strings.Join([]string{"arn", here.Partition, service, here.Region, here.Account, resource}, ":")
}
