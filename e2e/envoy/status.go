package envoy

import (
	"cmp"
	"fmt"
	"slices"
)

// wanted are the conditions that are false or missing where something is not as it should be.
var wanted = []string{"Accepted", "ResolvedRefs", "Programmed"}

// refusals returns what the translator does not accept of the objects of a result, sorted, and how many of each kind have a status.
func refusals(result map[string]any) (problems []string, judged map[string]int) {
	judged = map[string]int{}
	var walk func(n any)
	walk = func(n any) {
		switch n := n.(type) {
		case []any:
			for _, item := range n {
				walk(item)
			}
		case map[string]any:
			if status, ok := n["status"].(map[string]any); ok && n["kind"] != nil {
				name := fmt.Sprintf("%v %v", n["kind"], n["metadata"].(map[string]any)["name"])
				judged[fmt.Sprint(n["kind"])]++
				for _, c := range conditions(status) {
					if slices.Contains(wanted, fmt.Sprint(c["type"])) && c["status"] != "True" {
						problems = append(problems, fmt.Sprintf("%s: %v is %v: %v", name, c["type"], c["status"], c["message"]))
					}
				}
				return
			}
			for _, v := range n {
				walk(v)
			}
		}
	}
	walk(result)
	slices.SortFunc(problems, cmp.Compare[string])
	return problems, judged
}

// conditions returns those of a status, wherever they are in it.
func conditions(n any) []map[string]any {
	var out []map[string]any
	switch n := n.(type) {
	case []any:
		for _, item := range n {
			out = append(out, conditions(item)...)
		}
	case map[string]any:
		if n["type"] != nil && n["reason"] != nil {
			return []map[string]any{n}
		}
		for _, v := range n {
			out = append(out, conditions(v)...)
		}
	}
	return out
}
