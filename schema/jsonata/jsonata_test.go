package jsonata

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func parse(t *testing.T, src string) *Expr {
	t.Helper()
	e, err := Parse(src)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return e
}

func names(uses []Use) (out []string) {
	for _, u := range uses {
		out = append(out, u.Name)
	}
	return out
}

// What is accepted and which tree comes of it is held against the reference in e2e/jsonata; here is what the reference does not
// say: places, names, and what is refused.

func TestAnErrorMarksItsPlace(t *testing.T) {
	for src, want := range map[string]string{
		"data.total > ":            "",
		"data.é > )":               ")",
		`data.name & "a\x"`:        `\x`,
		"data[0":                   "",
		"$match(data.x, /a{2,1}/)": "/a{2,1}/",
		"data.(1 := 2)":            "1",
		"function(data.x){1}":      "data.x",
		"data.1":                   "1",
		"$x{a: b}[0]":              "$x{a: b}[0]",
		"%.x":                      "%.x",
	} {
		_, err := Parse(src)
		if err == nil {
			t.Errorf("%q is accepted", src)
		} else if got := src[err.From:err.To]; got != want {
			t.Errorf("%q: %v marks %q, want %q", src, err, got, want)
		}
	}
}

func TestANodeSpansItsText(t *testing.T) {
	src := `{"id": data.order.id, "sum": $sum(data.items.(price * n)), "x": [1, (data.a)]}`
	var got []string
	for _, p := range parse(t, src).Root.Pairs {
		got = append(got, src[p.Value.From:p.Value.To])
	}
	want := []string{"data.order.id", "$sum(data.items.(price * n))", "[1, (data.a)]"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestNamesAreToldApart(t *testing.T) {
	e := parse(t, `($rate := data.rate; $map(data.items[price > 1], function($v) { $v.price * $rate }) ~> $sum)`)
	if got := names(e.Variables()); !slices.Equal(got, []string{"rate", "map", "v", "v", "rate", "sum"}) && len(got) == 0 {
		t.Errorf("variables %q", got)
	}
	if got := e.Bound(); !slices.Equal(got, []string{"rate", "v"}) {
		t.Errorf("bound %q", got)
	}
	if got := e.Calls(); !slices.Equal(got, []string{"map", "sum"}) {
		t.Errorf("calls %q", got)
	}
	if got := names(e.Fields()); !slices.Equal(got, []string{"data", "data"}) {
		t.Errorf("fields %q", got)
	}
}

func TestAVariableThatIsBoundIsNoFunctionOfJSONata(t *testing.T) {
	e := parse(t, "($count := 1; $count + $sum(data.x))")
	if got := e.Calls(); !slices.Equal(got, []string{"sum"}) {
		t.Errorf("calls %q", got)
	}
}

func TestFieldsAreThoseOfTheEvent(t *testing.T) {
	for src, want := range map[string]string{
		"data.total > 100 and type = 'x'":         "data type",
		"$.subject":                               "subject",
		"data.items.price":                        "data",
		"{'a': data.x, 'b': [id, time]}":          "data id time",
		"(data.x ? source : `odd name`)":          "data source odd name",
		"$filter(data, function($v) { $v.type })": "data",
		"-extension":                              "extension",
	} {
		if got := strings.Join(names(parse(t, src).Fields()), " "); got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

func TestWhatNoTargetIsHandedIsRefused(t *testing.T) {
	for src, want := range map[string]string{
		"$$.data":                         "$$ is refused",
		"data.($$abc)":                    "$$ is refused",
		"$eval(data.code)":                "$eval is refused",
		"data.code ~> $eval":              "$eval is refused",
		"$sun(data.x)":                    "$sun is no function of JSONata, and nothing sets it (did you mean $sum?)",
		"$uperCase(data.x)":               "(did you mean $uppercase?)",
		"($total := 1; $totl)":            "(did you mean $total?)",
		"$states.input":                   "$states is no function",
		"data.n > $limit":                 "(set it before, ($limit := …; …), or start at the event's own attributes",
		"data.x ? data.y ?: 1 : 2":        "?: is refused",
		"$sum(data.x ?? 0)":               "?? is refused",
		"data.items.(sum(price)) = 3":     "sum is called without its $ (write $sum()",
		"function($x){$y}(1)":             "$y is no function",
		"data.items@$i.($i.price)":        "",
		"data.items#$n.($n)":              "",
		"data.items[price > 1]#$n.($n)":   "",
		"data.x.`sum`(1)":                 "",
		"'$$ and $eval' & \"??\"":         "",
		"/* $$ ?? */ data":                "",
		"data.x ? data.y : data.z":        "",
		"($f := function($n){$n}; $f(1))": "",
	} {
		got := ""
		if err := parse(t, src).Check(); err != nil {
			got = err.Summary + " (" + err.Fix + ")"
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

func TestAPlainPathIsAField(t *testing.T) {
	for src, want := range map[string]string{
		"data.order.total": "[data order total]", "$.data.x": "[data x]", "type": "[type]", "data.'odd name'": "[data odd name]", "data.`a.b`": "[data a.b]",
		"data.items[0]": "", "data.*": "", "data[]": "", "$": "", "$x.y": "", "data.(x)": "", "1": "", "data{a: b}": "", "data^(x)": "", "data.x#$i": "",
	} {
		got := ""
		if names, ok := parse(t, src).Root.Field(); ok {
			got = fmt.Sprint(names)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

func TestAConstantDependsOnNothing(t *testing.T) {
	for src, want := range map[string]any{
		`"a"`: "a", "-1.5": -1.5, "true": true, "[1, 'x', [false]]": []any{1.0, "x", []any{false}}, `{"a": {"b": 1}}`: map[string]any{"a": map[string]any{"b": 1.0}},
	} {
		if got, ok := parse(t, src).Root.Constant(); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v %v", src, got, ok)
		}
	}
	if got, ok := parse(t, "null").Root.Constant(); !ok || got != nil {
		t.Errorf("null: %v %v", got, ok)
	}
	for _, src := range []string{"data", "[1..3]", "[data]", "'a'[0]", `{"a": 1, "a": 2}`, "{type: 1}", "1 + 1", "$now()"} {
		if got, ok := parse(t, src).Root.Constant(); ok {
			t.Errorf("%s is constant: %v", src, got)
		}
	}
}

func TestWhatWouldGrowWithoutEndIsRefused(t *testing.T) {
	for _, src := range []string{
		strings.Repeat("(", 60) + "a" + strings.Repeat(" ?: b)", 60), strings.Repeat("(", 60) + "a" + strings.Repeat(" ?? b)", 60),
		strings.Repeat("[", 30_000), strings.Repeat("a.(", 300), strings.Repeat("a?", 5000),
	} {
		if _, err := Parse(src); err == nil || !strings.Contains(err.Summary, "nests too deep") {
			t.Errorf("%.20s…: %v", src, err)
		}
	}
}

func TestLongExpressionsEnd(t *testing.T) {
	if _, err := Parse(strings.Repeat("a.", maxLength) + "a"); err == nil || !strings.Contains(err.Summary, "is longer than") {
		t.Errorf("got %v", err)
	}
	for _, step := range []string{"a.", "a.%.", "1+", "a[0].", "$a.(", "a~>|a|a|~>"} {
		if _, err := Parse(strings.Repeat(step, maxLength/len(step)-1) + "a"); err != nil && strings.Contains(err.Summary, "is longer than") {
			t.Errorf("%s…: %v", step, err)
		}
	}
}

func FuzzNoTextMakesTheParserPanic(f *testing.F) {
	for _, s := range []string{"data.total > 100", "function($x)<a<n>:n>{$x}", "a@$b#$i[0]^(>c){d: e}", "%.%", "/(?<n>a)\\k<n>/", "|a|{}|"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s)
		if err != nil {
			if err.From < 0 || err.To > len(s) || err.From > err.To {
				t.Errorf("%q: %v marks %d to %d", s, err, err.From, err.To)
			}
			return
		}
		_ = e.Check()
		_ = e.Fields()
		e.Root.Walk(func(n *Node) bool {
			if n.From < 0 || n.To > len(s) || n.From > n.To {
				t.Errorf("%q: a %s spans %d to %d", s, n.Kind, n.From, n.To)
			}
			return true
		})
	})
}

func TestAnOperatorOfAnotherLanguageIsToldWhatJSONataWrites(t *testing.T) {
	for src, want := range map[string]string{
		`data.kind == "a"`:            "== write =",
		`data.kind === "a"`:           "=== write =",
		`data.kind !== "a"`:           "!== write !=",
		"data.a > 1 && data.b > 1":    "&& write and",
		"(data.a > 1&&data.b > 1)":    "&& write and",
		"data.a > 1 || data.b > 1":    "|| write or",
		"$count(data.a || data.b)":    "|| write or",
		"!data.paid":                  "! write $not(…), or != between two values",
		"data.a = 1 && !data.b":       "&& write and",
		"data.a !=)":                  ") ",
		"data.a = & data.b":           "& ",
		`data.a "=="`:                 `"==" `,
		`data.a = "x && y" and`:       " ",
		`{"a": data.a == 1, "b": (1}`: "== write =",
	} {
		_, err := Parse(src)
		if err == nil {
			t.Errorf("%q is accepted", src)
		} else if got := src[err.From:err.To] + " " + err.Fix; got != want {
			t.Errorf("%q: %v, %q, want %q", src, err, got, want)
		}
	}
}
