package flow

import (
	"slices"
	"strconv"

	"espc.dev/schema"
)

// step reads a step; number counts from 1.
func step(s *schema.Step, number int) Step {
	out := Step{Name: s.Label, Node: s.Node}
	if out.Name == "" {
		out.Name = strconv.Itoa(number)
	}
	switch {
	case s.Filter != nil:
		out.Filter = expression(s.Filter.When)
	case s.Transform != nil:
		out.Transform = expression(s.Transform.Jsonata)
	case s.Split != nil:
		out.Split = expression(s.Split.Jsonata)
	case s.Enrich != nil:
		out.Enrich = s.Enrich
	case s.Route != nil:
		otherwise := "otherwise"
		for _, b := range s.Route.Branch {
			out.Route = append(out.Route, branch(b.Label, expression(b.When), b.Node, b.Step, b.To))
		}
		for slices.ContainsFunc(s.Route.Branch, func(b *schema.Branch) bool { return b.Label == otherwise }) {
			otherwise += "_"
		}
		if o := s.Route.Otherwise; o != nil {
			out.Route = append(out.Route, branch(otherwise, nil, o.Node, o.Step, o.To))
		}
	}
	return out
}
