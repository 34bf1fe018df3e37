package jsontree

import (
	"errors"
	"strings"
	"testing"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func TestParseKeepsPlacesOfValuesAndKeys(t *testing.T) {
	file := diag.NewFile("a.json", []byte("{\n  \"port\": 8080,\n  \"tags\": [\"x\", null]\n}\n"))
	n, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	port := n.Get("port")
	if p := port.Range().Pos(); p.Line != 2 || p.Column != 11 {
		t.Errorf("the value is at %+v", p)
	}
	if p := port.Origin.KeyPlace().Pos(); p.Line != 2 || p.Column != 3 {
		t.Errorf("the key is at %+v", p)
	}
	if got := string(tree.AppendJSON(nil, n, "")); got != `{"port":8080,"tags":["x",null]}` {
		t.Error(got)
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for text, want := range map[string]string{
		``:                          "a value is missing",
		`{"a" 1}`:                   "a colon is missing",
		`{"a": 1, "a": 2}`:          `the key "a" stands twice`,
		`[1 2]`:                     "a comma is missing",
		`[1,]`:                      `"" is no value`,
		`{"a": }`:                   `"" is no value`,
		`"open`:                     "a string is malformed",
		`[01]`:                      `"01" is no value`,
		`NaN`:                       `"NaN" is no value`,
		`{} {}`:                     "more follows",
		`{1: 2}`:                    "a key is missing",
		strings.Repeat("[", 100000): "deeper than",
	} {
		_, err := Parse(diag.NewFile("a.json", []byte(text)))
		var bad *Error
		if !errors.As(err, &bad) || !strings.Contains(bad.Reason, want) || bad.Range.File == nil {
			t.Errorf("%.20s: %v, want %s", text, err, want)
		}
	}
}
