package data

import (
	"math/big"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func (r *yamlReader) scalar(y *yaml.Node) *tree.Node {
	at := r.mark(y)
	kind, text := tree.String, y.Value
	tag := r.tag(y, "")
	switch {
	case tag == "!!str":
	case y.Style&^yaml.TaggedStyle == 0 || tag != "":
		kind, text = resolveCore(y.Value)
		r.finite(at, kind, text)
	}
	if want := tagKinds[tag]; tag != "" && want != kind {
		r.ds = append(r.ds, diag.YAMLFeature.At(at, "the tag %q does not fit the value", tag).WithFix("remove the tag"))
	}
	return r.node(kind, text, int(at.Start), int(at.End))
}

var tagKinds = map[string]tree.Kind{
	"!!str": tree.String, "!!null": tree.Null, "!!bool": tree.Bool, "!!int": tree.Number, "!!float": tree.Number,
}

// tag returns the tag that is written at a node, "" for none, and reports one that the core schema does not have. A list
// or an object may only be tagged as what it is.
func (r *yamlReader) tag(y *yaml.Node, collection string) string {
	if y.Style&yaml.TaggedStyle == 0 || y.Tag == collection {
		return ""
	}
	if _, ok := tagKinds[y.Tag]; ok && collection == "" {
		return y.Tag
	}
	r.ds = append(r.ds, diag.YAMLFeature.At(r.mark(y), "the tag %q means nothing in a topology", y.Tag).WithFix("remove the tag"))
	return ""
}

func (r *yamlReader) finite(at diag.Range, kind tree.Kind, text string) {
	if kind == tree.Number && (text == "" || text[len(text)-1] > '9') {
		r.ds = append(r.ds, diag.YAMLFeature.At(at, "infinity and not-a-number are no values of a topology").
			WithFix("write a number, or quote it if text is meant"))
	}
}

// resolveCore resolves a plain scalar by the core schema, in the order of its table. A number's text is JSON's, so hex
// and octal come out in decimal; infinities and not-a-number keep their text, which ends in a letter.
func resolveCore(s string) (tree.Kind, string) {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return tree.Null, ""
	case "true", "True", "TRUE":
		return tree.Bool, "true"
	case "false", "False", "FALSE":
		return tree.Bool, "false"
	}
	if c := s[0]; c != '-' && c != '+' && c != '.' && (c < '0' || c > '9') {
		return tree.String, s
	}
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'o') {
		return based(s)
	}
	sign, rest := "", s
	if s[0] == '-' || s[0] == '+' {
		sign, rest = strings.TrimPrefix(s[:1], "+"), s[1:]
	}
	switch rest {
	case ".inf", ".Inf", ".INF":
		return tree.Number, s
	case ".nan", ".NaN", ".NAN":
		if rest == s {
			return tree.Number, s
		}
	}
	return decimal(s, sign, rest)
}

func based(s string) (tree.Kind, string) {
	base := 16
	if s[1] == 'o' {
		base = 8
	}
	if i, ok := new(big.Int).SetString(s[2:], base); ok && s[2] != '-' && s[2] != '+' {
		return tree.Number, i.String()
	}
	return tree.String, s
}

// decimal parses [0-9]+ or (\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?.
func decimal(s, sign, rest string) (tree.Kind, string) {
	whole := digits(rest)
	i := whole
	fraction := 0
	if i < len(rest) && rest[i] == '.' {
		fraction = digits(rest[i+1:])
		i += 1 + fraction
	}
	if whole == 0 && fraction == 0 {
		return tree.String, s
	}
	exponent := rest[i:]
	if exponent != "" {
		e := strings.TrimLeft(exponent, "eE")
		if len(exponent)-len(e) != 1 {
			return tree.String, s
		}
		d := e
		if d != "" && (d[0] == '-' || d[0] == '+') {
			d = d[1:]
		}
		if d == "" || digits(d) != len(d) {
			return tree.String, s
		}
	}
	number := strings.TrimLeft(rest[:whole], "0")
	if number == "" {
		number = "0"
	}
	if i > whole { // a point
		number += "." + rest[whole+1:i]
		if fraction == 0 {
			number += "0"
		}
	}
	return tree.Number, sign + number + exponent
}
