// Package answers compares what programs answer with what tables say of it, and keeps values of one answer for the next request.
package answers

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What a table says of a value that it does not know, or that must not be.
const (
	anything = "*"
	nothing  = "-"
)

// Differs lists where a value of an answer is another than the expected one. absent says that the answer has no such value.
func Differs(at string, want, got any, absent bool) []string {
	switch w := want.(type) {
	case string:
		switch {
		case w == nothing && absent, w == anything && !absent && got != nil:
			return nil
		case w == nothing:
			return []string{fmt.Sprintf("%s is %s, and should not be there", at, Show(got))}
		}
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %s, not %s", at, Show(got), Show(want))}
		}
		var out []string
		for _, key := range slices.Sorted(maps.Keys(w)) {
			value, has := g[key]
			out = append(out, Differs(at+"."+key, w[key], value, !has)...)
		}
		return out
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return []string{fmt.Sprintf("%s is %s, not %s", at, Show(got), Show(want))}
		}
		var out []string
		for i := range w {
			out = append(out, Differs(fmt.Sprintf("%s[%d]", at, i), w[i], g[i], false)...)
		}
		return out
	}
	if absent || !reflect.DeepEqual(want, got) {
		return []string{fmt.Sprintf("%s is %s, not %s", at, Show(got), Show(want))}
	}
	return nil
}

// Show is a value in JSON.
func Show(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// At returns the value at a path of names and numbers with dots between.
func At(v any, path string) (any, error) {
	for _, part := range strings.Split(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(node) {
				return nil, fmt.Errorf("there is no %s", path)
			}
			v = node[i]
		default:
			return nil, fmt.Errorf("there is no %s", path)
		}
	}
	if v == nil {
		return nil, fmt.Errorf("there is no %s", path)
	}
	return v, nil
}

var kept = regexp.MustCompile(`\$\{(\w+)\}`)

// Fill replaces ${NAME} in the texts of a value by what was kept; a text that is nothing else becomes the value as it was, be it a number.
func Fill(v any, values map[string]any) (any, error) {
	switch node := v.(type) {
	case string:
		if found := kept.FindStringSubmatch(node); found != nil && found[0] == node && values[found[1]] != nil {
			return values[found[1]], nil
		}
		return FillText(node, values)
	case []any:
		out := make([]any, len(node))
		for i := range node {
			var err error
			if out[i], err = Fill(node[i], values); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := map[string]any{}
		for key, child := range node {
			var err error
			if out[key], err = Fill(child, values); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return v, nil
}

// FillText is Fill for a text that stays one.
func FillText(text string, values map[string]any) (string, error) {
	var failed error
	out := kept.ReplaceAllStringFunc(text, func(match string) string {
		name := kept.FindStringSubmatch(match)[1]
		if values[name] == nil {
			failed = fmt.Errorf("no row has kept %s", name)
			return match
		}
		return fmt.Sprint(values[name])
	})
	return out, failed
}
