package flow

import "strconv"

// Event is how a host calls the CloudEvent that an expression is evaluated over, in JSONata: "$" where it is the input, or
// "$states.input".
type Event string

// over evaluates text with the event as its context.
func (e Event) over(text string) string {
	if e == "$" {
		return text
	}
	return string(e) + ".(" + text + ")"
}

// merge returns the event with other attributes; members are the members of an object.
func (e Event) merge(members string) string {
	return e.over(`$merge([$sift($, function($value, $name) { $name != "data" }), {` + members + `}])`)
}

// Condition returns an expression that is true or false, as a filter or branch decides.
func (e Event) Condition(x *Expression) string { return e.over("(" + x.Source + ") ? true : false") }

// Transformed returns an expression whose result is the event with the new data.
func (e Event) Transformed(x *Expression) string { return e.merge(`"data": (` + x.Source + `)`) }

// Items returns an expression whose result is the list of items of a split.
func (e Event) Items(x *Expression) string { return e.over("[(" + x.Source + ")]") }

// Item returns an expression whose result is the event of an item of a split; item and index are what the host calls the item and
// its number from 0. They are no part of the event.
func (e Event) Item(item, index string) string {
	return `$merge([` + e.bare() + `, {"id": ` + string(e) + `.id & "-" & ` + index + `, "data": ` + item + `}])`
}

// Answered returns an expression whose result is the event enriched with an answer, as the host calls it; into is "" to merge it
// into the data.
func (e Event) Answered(answer, into string) string {
	if into != "" {
		answer = `{` + strconv.Quote(into) + `: ` + answer + `}`
	}
	return `$merge([` + e.bare() + `, {"data": $merge([` + string(e) + `.data, ` + answer + `])}])`
}

// Published returns an expression whose result is the event as an event of the topology, published by an integration.
func (e Event) Published(typ, source, integration string) string {
	members := `{"id": ` + string(e) + `.id & ` + strconv.Quote("-"+integration) + `, "type": ` + strconv.Quote(typ) + `, "source": ` + strconv.Quote(source) + `}`
	return `$merge([$sift(` + string(e) + `, function($value, $name) { $name != "dataschema" }), ` + members + `])`
}

// Letter returns an expression whose result is a dead letter's event: the original is its data.
func (e Event) Letter(typ, source, integration string) string {
	return `{"specversion": "1.0", "id": ` + string(e) + `.id & ` + strconv.Quote("-"+integration) + `, "type": ` + strconv.Quote(typ) +
		`, "source": ` + strconv.Quote(source) + `, "datacontenttype": "application/json", "data": ` + string(e) + `}`
}

// bare is the event without its data.
func (e Event) bare() string {
	return `$sift(` + string(e) + `, function($value, $name) { $name != "data" })`
}
