package backends

import "strings"

// Rule is a rule by which a backend makes fields of its objects.
type Rule struct {
	// Name is what origins and `why` call it: "workload-name".
	Name string
	// Doc says in a sentence what it does, and why.
	Doc string
	// Fields are what the rule decides where no node says so: what is alike in every object of a type costs nothing until somebody
	// asks. Each is a type, or several with | between, and a path: "Deployment|StatefulSet spec.template.spec.containers.[].name".
	// A type is a whole one or its kind, * for any. In a path [] is any element of a list, * any key, and ** any number of steps.
	Fields []string
	// Inputs are what the rule reads besides what origins name, because it always does: Topology, Environment.
	Inputs []string
	// Refers says that the fields hold the names of other objects, so that the chain goes on to what brings those.
	Refers bool
	// Digest says that the fields hold or end in a digest, which changes with all that it is of. Doc says of what that is.
	Digest bool
	// Standing says that what stands decides beside the rule; see Carrier.
	Standing bool
	// Edge says that what the rule makes is there because of an edge, which is what a person who reads it asks for.
	Edge bool
}

// Inputs of rules: the topology's own block (its name and labels), and the environment.
const (
	Topology    = "topology"
	Environment = "environment"
)

// RuleBook finds rules by name and by what they decide. It is built when somebody asks, never by a compilation.
type RuleBook struct {
	rules    []Rule
	patterns []pattern
}

type pattern struct {
	rule  int
	text  string
	types []string
	steps []string
}

// NewRuleBook returns a book of rules. Where several decide a field the first does.
func NewRuleBook(rules []Rule) *RuleBook {
	b := &RuleBook{rules: rules}
	for i, r := range rules {
		for _, text := range r.Fields {
			types, steps, _ := strings.Cut(text, " ")
			b.patterns = append(b.patterns, pattern{i, text, strings.Split(types, "|"), strings.Split(steps, ".")})
		}
	}
	return b
}

// Named returns the rule of a name, or nil.
func (b *RuleBook) Named(name string) *Rule {
	for i := range b.rules {
		if b.rules[i].Name == name {
			return &b.rules[i]
		}
	}
	return nil
}

// Deciding returns the rule that decides a field, and which of its Fields says so; nil for none. The path is one of Dialect's.
func (b *RuleBook) Deciding(a ObjectAddress, path []string) (*Rule, string) {
	for i := range b.patterns {
		if p := &b.patterns[i]; p.of(a) && matches(p.steps, path) {
			return &b.rules[p.rule], p.text
		}
	}
	return nil, ""
}

func (p *pattern) of(a ObjectAddress) bool {
	for _, typ := range p.types {
		if typ == "*" || typ == a.Type || typ == a.Kind() {
			return true
		}
	}
	return false
}

// matches reports whether the steps of a pattern are those of a path. A key with dots in it takes a * in a pattern.
func matches(steps, path []string) bool {
	for i, step := range steps {
		if step == "**" {
			for n := i; n <= len(path); n++ {
				if matches(steps[i+1:], path[n:]) {
					return true
				}
			}
			return false
		}
		if i >= len(path) || step != path[i] && (step != "*" || path[i] == "[]") {
			return false
		}
	}
	return len(steps) == len(path)
}
