package format

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/jsonata"
)

// JSONata checks an expression: its syntax, and that no target would take it for something else.
func JSONata(s string) *Problem {
	expr, err := jsonata.Parse(s)
	if err == nil {
		err = expr.Check()
	}
	if err == nil {
		return nil
	}
	problem := bad(diag.BadExpression, Quote(s)+" is no JSONata expression: "+err.Summary, err.Fix)
	problem.From, problem.To = err.From, err.To
	if problem.Fix == "" {
		problem.Fix = "write an expression over the CloudEvent, such as data.total > 100"
	}
	return problem
}
