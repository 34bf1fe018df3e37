package plan

import (
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

func TestASecretValueIsInNothingThatIsShown(t *testing.T) {
	before := []backends.Object{
		object(t, "Secret", "changed", `{"data":{"a":"hunter1","same":"hunter2"},"kind":"x"}`),
		object(t, "Secret", "deleted", `{"data":{"tls.crt":"hunter3"}}`),
		object(t, "Secret", "emptied", `{"data":{"a":"hunter4"},"other":1}`),
	}
	after := []backends.Object{
		object(t, "Secret", "changed", `{"data":{"a":"hunter5","same":"hunter2","new.key":"hunter6"},"kind":"y"}`),
		object(t, "Secret", "created", `{"data":{"deep":{"list":["hunter7"]}}}`),
		object(t, "Secret", "emptied", `{"other":1}`),
	}
	p := Make(before, after, dialect{})
	p.Suppressed = []backends.Suppressed{{Address: after[0].Address, Fields: p.Changes[1].Fields}}
	if len(p.Suppressed[0].Fields) == 0 {
		t.Fatalf("there is nothing to suppress: %+v", p.Changes)
	}
	d := NewDocument("dev", p)
	whole := string(document(t, d))
	shown := string(document(t, d.Shown(func(string) backends.Dialect { return dialect{} })))
	if strings.Contains(shown, "hunter") {
		t.Errorf("shown is %s", shown)
	}
	for _, want := range []string{`"after":"(sensitive) differs"`, `"before":"(sensitive)"`, `"before":"x","after":"y"`, `"list":["(sensitive)"]`} {
		if !strings.Contains(shown, want) {
			t.Errorf("%s is not in %s", want, shown)
		}
	}
	if got := string(document(t, d)); got != whole || !strings.Contains(got, "hunter7") {
		t.Errorf("the document, which is applied, became %s", got)
	}
}

func TestFieldsThatAreNotSecretAreShownAsTheyAre(t *testing.T) {
	f := []FieldDocument{{Path: "spec.data", Before: tree.NewString("a"), After: tree.NewString("b")}}
	if got := Masked(dialect{}, "Secret", f); got[0] != f[0] {
		t.Errorf("got %+v", got)
	}
}

func document(t *testing.T, d *Document) []byte {
	t.Helper()
	content, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
