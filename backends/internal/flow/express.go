package flow

import "strings"

// Event is how a host calls the CloudEvent that an expression is evaluated over, in JSONata: "$" where it is the input,
// "$states.input" in Step Functions. The user's expression stands in what these methods return word for word, in parentheses.
type Event string

// Condition returns an expression that is true or false, as a filter decides.
func (e Event) Condition(x *Expression) string { return e.over("(" + x.Source + ") ? true : false") }

// Choice returns an expression whose result is the name of the branch that a route takes, null for none.
func (e Event) Choice(branches []Branch) string {
	var b strings.Builder
	last := "null"
	for _, branch := range branches {
		if branch.When == nil {
			last = Text(branch.Name)
			continue
		}
		b.WriteString("(" + branch.When.Source + ") ? " + Text(branch.Name) + " :\n")
	}
	return e.over(b.String() + last)
}

// Transformed returns an expression whose result is the event with the new data.
func (e Event) Transformed(x *Expression) string {
	return e.over(`$merge([` + Event("$").bare() + `, {"data": (` + x.Source + `)}])`)
}

// Items returns an expression whose result is the list of items of a split.
func (e Event) Items(x *Expression) string { return e.over("[(" + x.Source + ")]") }

// Item returns an expression whose result is the event of an item of a split; item and index are what the host calls the item and
// its number from 0.
func (e Event) Item(item, index string) string {
	return `$merge([` + e.bare() + `, {"id": ` + string(e) + `.id & "-" & ` + index + `, "data": ` + item + `}])`
}

// Split returns an expression whose result is the list of the events of a split.
func (e Event) Split(x *Expression) string {
	return e.over(`[$map([(` + x.Source + `)], function($item, $index) { ` + Event("$").Item("$item", "$index") + ` })]`)
}

// Answered returns an expression whose result is the event enriched with an answer, as the host calls it; into is "" to merge it
// into the data.
func (e Event) Answered(answer, into string) string {
	if into != "" {
		answer = `{` + Text(into) + `: ` + answer + `}`
	}
	return `$merge([` + e.bare() + `, {"data": $merge([` + string(e) + `.data, ` + answer + `])}])`
}

// Published returns an expression whose result is the event as an event of the topology, published by an integration. What
// described the data before describes it no more.
func (e Event) Published(typ, source, integration string) string {
	return `$merge([$sift(` + string(e) + `, function($value, $name) { $name != "dataschema" }), ` +
		`{"id": ` + string(e) + `.id & ` + Text("-"+integration) + `, "type": ` + Text(typ) + `, "source": ` + Text(source) + `}])`
}

// Letter returns an expression whose result is a dead letter's event: the original is its data.
func (e Event) Letter(typ, source, integration string) string {
	return `{"specversion": "1.0", "id": ` + string(e) + `.id & ` + Text("-"+integration) + `, "type": ` + Text(typ) +
		`, "source": ` + Text(source) + `, "time": $now(), "datacontenttype": "application/json", "data": ` + string(e) + `}`
}

// bare is the event without its data.
func (e Event) bare() string {
	return `$sift(` + string(e) + `, function($value, $name) { $name != "data" })`
}

// over evaluates text with the event as its context.
func (e Event) over(text string) string {
	if e == "$" {
		return text
	}
	return string(e) + ".(" + text + ")"
}

// Text returns a text as a literal of JSONata.
func Text(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
}
