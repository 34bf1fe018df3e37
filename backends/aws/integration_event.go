package aws

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// arriving returns an expression whose result is the CloudEvent of what starts the machine: of an event as EventBridge delivers it, or of
// a schedule's input. It is what the functions' adapter makes of them (stdlib/lambda).
func (m *machine) arriving() string {
	if m.i.From == nil {
		return scheduled("$states.input")
	}
	fromBus := `($from := ` + line(fromEventBridge) + `; $from($states.input))`
	if len(m.i.Schedules) == 0 {
		return fromBus
	}
	return "$exists($states.input.specversion) ? " + scheduled("$states.input") + " : " + fromBus
}

// scheduled gives a schedule's event what it may lack: data, and the id, which all tries of one time have in common.
func scheduled(event string) string {
	return `$merge([{"id": ` + event + `.type & "/" & ` + event + `.time, "data": {}}, ` + event + `])`
}

// fromEventBridge is a function in JSONata that makes a CloudEvent of an event of EventBridge. The data is the detail without ce, which has
// what EventBridge has no field for, and data that is no object. Data that is a dead letter is the event that failed.
const fromEventBridge = `function($e) { (
  $ce := $type($e.detail.ce) = "object" ? $e.detail.ce : {};
  $data := $type($e.detail.ce) = "object" ? $merge([{}, $sift($e.detail, function($v, $k) { $k != "ce" })]) : $e.detail;
  $id := $exists($ce.id) ? $ce.id : $data.eventSource = "aws:dynamodb" and $exists($data.eventID) ? $data.eventID : $e.id;
  $inEventBridge := function($d) { $type($d) = "object" and $exists($d.` + "`detail-type`" + `) and $exists($d.detail) and $exists($d.source) and $exists($d.account) };
  $failure := $exists($data.requestContext.condition) and $inEventBridge($data.requestPayload);
  $merge([
    {"specversion": "1.0", "id": $id, "source": $e.source, "type": $e.` + "`detail-type`" + `, "time": $exists($ce.time) ? $ce.time : $e.time},
    $merge($each($sift($ce, function($v, $k) { $not($k in ["specversion", "type", "source", "data", "data_base64"]) and $type($v) in ["string", "number", "boolean"] }), function($v, $k) { {$k: $string($v)} })),
    $substring($e.source, 0, 4) = "aws." ? $merge([{"awsaccount": $e.account, "awsregion": $e.region}, $count($e.resources) > 0 ? {"awsresources": $join($e.resources, ",")} : {}]) : {},
    $exists($ce.data_base64) ? {"data_base64": $ce.data_base64} :
    $exists($ce.data) ? {"data": $ce.data} :
    $inEventBridge($data) ? {"data": $from($data)} :
    $failure ? {"data": $merge([$from($data.requestPayload), {"knativeerrordest": $data.requestContext.functionArn, "knativeerrorcode": "500", "knativeerrordata": $exists($data.responsePayload.errorMessage) ? $data.responsePayload.errorMessage : $data.requestContext.condition}])} :
    {"data": $data}
  ])
) }`

// leaving returns an expression whose result is the detail of an event for EventBridge, of an expression for a CloudEvent. It is what the
// functions' client makes (stdlib/runtimes).
func leaving(event string) string {
	return `($event := ` + event + line(`;
  $ce := $sift($event, function($v, $k) { $not($k in ["specversion", "type", "source", "data"]) });
  $type($event.data) = "object" and $not($exists($event.data.ce)) ? $merge([$event.data, {"ce": $ce}]) :
  {"ce": $merge([$ce, $exists($event.data) ? {"data": $event.data} : {}])})`)
}

// integrationPattern returns the event pattern of an integration's rule: the event's detail-type and source, narrowed to the buckets
// that bring it, and to conditions.
func (r *render) integrationPattern(i *eventFlow, conditions []*tree.Node) *tree.Node {
	pattern := r.eventPattern(i.From)
	for _, c := range conditions {
		pattern = joined(pattern, c)
	}
	return ruled(rulePattern, i.Integration.From.Node, pattern)
}

// eventPattern returns the pattern that an event's rules have in common.
func (r *render) eventPattern(e *schema.Event) *tree.Node {
	pattern := []tree.Field{
		{Key: "detail-type", Value: tree.NewList(r.t.EventType(e).Node)},
		{Key: "source", Value: tree.NewList(r.t.EventSource(e).Node)},
	}
	if buckets := r.announced[e.Address]; len(buckets) > 0 {
		pattern = append(pattern, tree.F("detail", r.bucketDetail(buckets)))
	}
	return tree.NewMap(pattern...)
}

// joined returns two maps as one; they share no field that is no map.
func joined(a, b *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Map, Fields: slices.Clone(a.Fields), Origin: a.Origin}
	for _, f := range b.Fields {
		if at := slices.IndexFunc(out.Fields, func(o tree.Field) bool { return o.Key == f.Key }); at >= 0 {
			out.Fields[at].Value = joined(out.Fields[at].Value, f.Value)
		} else {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// flows returns the integrations that are lowered here, sorted by address.
func (r *render) flows() []*eventFlow {
	var out []*eventFlow
	for _, i := range r.t.Integrations {
		if f := r.integrations[i.Address]; f != nil {
			out = append(out, f)
		}
	}
	return out
}
