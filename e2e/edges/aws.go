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
	"espc.dev/schema/route"
)

// AWS returns what a topology's edges need on AWS, of the stack that it was compiled to: the stack tells ARNs, by the logical
// ids that the table names, and nothing else.
func (t *Table) AWS(topology *schema.Topology, stack *cloudformation.Stack) ([]Need, error) {
	d := deriver{Topology: topology, stack: stack}
	for _, c := range t.Constants {
		for _, a := range entities(topology) {
			if a.Kind == c.Kind && d.here(a) {
				d.lines(c.AWS, schema.Edge{From: a}, constantFacts(topology, a), a.String())
			}
		}
	}
	for _, e := range topology.Edges {
		r, err := t.row(e)
		if err != nil {
			return nil, err
		}
		switch from, to := d.here(e.From), d.here(e.To); {
		case !from && !to:
		case r.AWS.Refused:
			d.problem(e, "the table says that it is refused")
		default:
			d.lines(r.AWS.Lines, e, facts(topology, e), describe(e))
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

func (d *deriver) here(a schema.Address) bool {
	if a.Kind == kindWorkspace {
		return slices.ContainsFunc(d.WorkspaceModels(), func(m *schema.Model) bool { return d.here(m.Address) })
	}
	return d.Place(a) == schema.BackendAWS
}

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
	who, err := d.principal(l.Who, words)
	if err != nil {
		return nil, err
	}
	resources, err := d.resources(l.With, e, words)
	if err != nil {
		return nil, err
	}
	sources, err := d.sources(l.As, e, words)
	if err != nil {
		return nil, err
	}
	var out []Need
	for _, action := range l.May {
		for _, resource := range resources {
			for _, source := range sources {
				conditions := map[string]string{}
				for key, value := range l.If {
					conditions[key] = words.fill(value)
				}
				maps.Copy(conditions, source)
				out = append(out, Need{Principal: who, Action: action, Resource: resource, Conditions: conditions})
			}
		}
	}
	return out, nil
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
	if runs := runner(d.Topology, e.To); runs != (schema.Address{}) {
		id, err := logicalID(runs)
		if err != nil {
			return nil, err
		}
		w["what runs to"] = id
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

func (d *deriver) principal(who string, w words) (iam.Principal, error) {
	if who == "everybody" {
		return iam.Everybody, nil
	}
	id, isRole := strings.CutPrefix(who, "role ")
	if !isRole {
		return iam.Principal(who + ".amazonaws.com"), nil
	}
	arn, err := d.arnOf(w.fill(id))
	return iam.Principal(arn), err
}

// resources returns the ARNs that a line's `with` stands for.
func (d *deriver) resources(with string, e schema.Edge, w words) ([]string, error) {
	switch with {
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
		arns, err = d.authorizers(e.From)
	case "{each basic authorizer}":
		arns, err = d.basicAuthorizers(e.From)
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

// routes returns the ARNs of an endpoint's routes as API Gateway names them: API/STAGE/METHOD/PATH. An HTTP API has its
// parameters in them as the route says, a REST API what the request had. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
func (d *deriver) routes(e *schema.ApiEndpoint) ([]string, error) {
	api, rest, err := d.api(e.Gateway.V)
	if err != nil {
		return nil, err
	}
	methods := e.Methods.Values()
	if len(methods) == 0 {
		methods = []string{"*"}
	}
	var out []string
	for _, p := range e.Paths.Items {
		parsed := route.Parse(p.V)
		path := ""
		for _, s := range parsed.Segments {
			switch {
			case s.Param && rest:
				path += "/*"
			case s.Param:
				path += "/{" + s.Text + "}"
			default:
				path += "/" + s.Text
			}
		}
		paths := []string{path}
		if parsed.Rest {
			below := "/{proxy+}"
			if rest {
				below = "/*"
			}
			paths = []string{path + below}
		}
		if path == "" {
			paths = append(paths, "/") // /* takes / as well
			if !parsed.Rest {
				paths = paths[1:]
			}
		}
		for _, method := range methods {
			for _, path := range paths {
				out = append(out, d.arn("execute-api", api+"/*/"+method+path))
			}
		}
	}
	return out, nil
}

// api returns the id of a gateway's API, and whether it is a REST API.
func (d *deriver) api(gateway schema.Address) (id string, rest bool, err error) {
	name, err := logicalID(gateway)
	if err != nil {
		return "", false, err
	}
	r := d.stack.Find(name + "Api")
	if r == nil {
		return "", false, fmt.Errorf("the template has no %sApi", name)
	}
	identity, err := r.Identity()
	return identity.Ref, r.Type == "AWS::ApiGateway::RestApi", err
}

// authorizers returns the ARN of the authorizer that a gateway's or an endpoint's auth block is.
func (d *deriver) authorizers(of schema.Address) ([]string, error) {
	gateway := of
	if e := schema.Find[schema.ApiEndpoint](d.Topology, of); e != nil {
		gateway = e.Gateway.V
	}
	api, _, err := d.api(gateway)
	if err != nil {
		return nil, err
	}
	name, err := logicalID(of)
	if err != nil {
		return nil, err
	}
	r := d.stack.Find(name + "Authorizer")
	if r == nil {
		return nil, fmt.Errorf("the template has no %sAuthorizer", name)
	}
	identity, err := r.Identity()
	return []string{d.arn("execute-api", api+"/authorizers/"+identity.Ref)}, err
}

// basicAuthorizers returns the ARNs of the authorizers of a gateway that ask for user and password.
func (d *deriver) basicAuthorizers(gateway schema.Address) ([]string, error) {
	var out []string
	for _, of := range basicBlocks(d.Topology, gateway) {
		arns, err := d.authorizers(of)
		if err != nil {
			return nil, err
		}
		out = append(out, arns...)
	}
	return out, nil
}
