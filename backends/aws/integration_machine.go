package aws

import (
	"regexp"
	"strconv"
	"strings"

	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// input is how a state's expressions call the CloudEvent.
const input = flow.Event("$states.input")

// Names of states that are no step's. A step's label has no space in it, so that none is taken.
const (
	stateEvent = "Make the CloudEvent"
	stateSteps = "Run the steps"
	stateKeep  = "Keep what failed"
)

// maxStateName is how long the name of a state is at most, in characters.
const maxStateName = 80

// machine is a state machine in the making.
type machine struct {
	*render
	i             *eventFlow
	substitutions []tree.Field
	statements    []statement
	connections   []resource
	taken         map[string]bool
}

// machine lowers an integration to a state machine in JSONata, with a role of its own.
//
// A failure in it is the whole flow's, for an expression may fail in states that catch nothing: so the steps are one branch of a Parallel
// state, which catches for them all and hands on what came in. Of a split it is that of one item, by a Parallel state for each.
func (r *render) machine(i *eventFlow) []resource {
	m := &machine{render: r, i: i, taken: map[string]bool{stateEvent: true, stateSteps: true, stateKeep: true}}
	states := m.guarded(stateSteps, stateKeep, i.Way, "")
	start := tree.NewMap(
		tree.F("Type", str("Pass")),
		tree.F("Output", str(query(m.arriving()))),
		tree.F("Next", str(stateSteps)),
	)
	definition := tree.NewMap(
		tree.F("Comment", str(i.own.address.String()+" of "+r.t.Name)),
		tree.F("QueryLanguage", str("JSONata")),
		tree.F("StartAt", str(stateEvent)),
		tree.F("States", tree.NewMap(append([]tree.Field{tree.F(stateEvent, start)}, states...)...)),
	)
	name := m.machineName()
	role := i.own.id(roleRole)
	out := []resource{
		r.role(i.own, role, "states", fromSource(arn("states", "stateMachine:"+name.Text)), m.statements),
		r.resource(i.own, "AWS::StepFunctions::StateMachine", i.own.id(""), options{},
			tree.F("StateMachineName", name),
			tree.F("StateMachineType", ruled(ruleMachine, i.own.node, str("STANDARD"))),
			tree.F("RoleArn", att(role, "Arn")),
			tree.F("DefinitionString", derived(ruleMachine, i.own.node, definitionText(definition))),
			tree.F("DefinitionSubstitutions", ruled(ruleMachine, i.own.node, tree.NewMap(m.substitutions...))),
		),
	}
	return append(out, m.connections...)
}

// maxStateMachineName is how long the name of a state machine is at most.
const maxStateMachineName = 80

// definitionText returns a definition as a text of lines, so that a plan shows which of them change. CloudFormation puts values in place of
// ${Name}; a user's own ${ is no such place.
func definitionText(definition *tree.Node) string {
	text := string(tree.AppendJSON(nil, definition, "  "))
	return strings.NewReplacer("${", `\u0024{`, substitution, "${").Replace(text) + "\n"
}

// substitution stands before the name of a substitution until the definition is text: a character that no topology holds.
const substitution = "\uE000{"

// query returns an expression as a state has it. What the user wrote stands in it as it is written, line breaks and all.
func query(expression string) string { return "{% " + expression + " %}" }

// line returns one of our own expressions in one line, as readers of definitions want it.
func line(expression string) string {
	return regexp.MustCompile(`\n *`).ReplaceAllString(expression, " ")
}

// put returns a place in the definition that CloudFormation puts a value in.
func (m *machine) put(name string, value *tree.Node) string {
	for _, f := range m.substitutions {
		if f.Key == name {
			return substitution + name + "}"
		}
	}
	m.substitutions = append(m.substitutions, tree.F(name, value))
	return substitution + name + "}"
}

// allow adds a statement to the machine's role, once.
func (m *machine) allow(s statement) {
	for _, other := range m.statements {
		if other.sid == s.sid {
			return
		}
	}
	m.statements = append(m.statements, s)
}

// name returns a name for a state that no other has.
func (m *machine) name(s string) string {
	s = shorten(s, maxStateName)
	for n, base := 2, s; m.taken[s]; n++ {
		s = shorten(base, maxStateName-4) + " " + strconv.Itoa(n)
	}
	m.taken[s] = true
	return s
}

// guarded returns a state that runs a way, and the one that keeps what came in where that fails.
func (m *machine) guarded(name, keep string, w flow.Way, prefix string) []tree.Field {
	steps := &scope{machine: m, prefix: prefix}
	start := steps.way(w)
	return []tree.Field{
		tree.F(name, tree.NewMap(
			tree.F("Type", str("Parallel")),
			tree.F("Branches", tree.NewList(tree.NewMap(tree.F("StartAt", str(start)), tree.F("States", tree.NewMap(steps.states...))))),
			tree.F("Output", tree.NewMap()),
			tree.F("Catch", tree.NewList(tree.NewMap(
				tree.F("ErrorEquals", words("States.ALL")),
				tree.F("Output", str(query("$states.input"))),
				tree.F("Next", str(keep)),
			))),
			tree.F("End", tree.NewBool(true)),
		)),
		tree.F(keep, m.keep()),
	}
}

// keep returns the state that keeps what came in. It has nobody to turn to if that fails as well: the execution shows it.
func (m *machine) keep() *tree.Node {
	to := m.i.Integration.DeadLetter
	if to.V.Kind == schema.KindEvent {
		e := schema.Find[schema.Event](m.t, to.V)
		if e == nil {
			return m.nothing()
		}
		letter := input.Letter(m.t.EventType(e).V, m.t.EventSource(e).V, m.i.own.address.Name)
		return m.putEvent(e, to, letter).again(keepTries).end()
	}
	queue, id, name := to.Node, logicalID(to.V, "", ""), to.V.Name
	fifo := false
	if to.V.Kind != schema.KindQueue {
		queue, id, name = m.i.own.node, m.i.own.id(roleFailures), "failures"
	} else if q := schema.Find[schema.Queue](m.t, to.V); q != nil {
		fifo = q.Fifo.V
	}
	m.allow(statement{sid: "KeepsFailures", actions: actionsSend, resources: []*tree.Node{att(id, "Arn")}, node: queue})
	return m.send(m.put("Queue"+pascal(name, false), ref(id)), fifo, "$states.input").again(keepTries).end()
}

// keepTries is how often it is tried again to keep what failed: for some minutes.
const keepTries = 8

// nothing returns a state that ends its scope.
func (m *machine) nothing() *tree.Node { return tree.NewMap(tree.F("Type", str("Succeed"))) }
