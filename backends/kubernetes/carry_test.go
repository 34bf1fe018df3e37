package kubernetes

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// revisionOf renders a function with some code and canary, and returns all objects and the name of its revision.
func revisionOf(t *testing.T, code string, canary int) ([]backends.Object, string) {
	t.Helper()
	document := onKnative(`"function": {"f": {"runtime": "nodejs24", "source": "f", "rollout": {"canary": ` + strconv.Itoa(canary) + `}}}`)
	objects := Backend{}.Render(context.Background(), request(t, document, map[string]string{"f/index.js": code})).Objects
	return objects, knatives(objects)[0].revision
}

// held returns what a list of objects says of the function: its traffic, and the code of each revision that it has files of.
func held(t *testing.T, objects []backends.Object) (traffic, code string) {
	t.Helper()
	for _, o := range objects {
		switch o.Address.Type {
		case servingType.typ:
			for _, entry := range itemsOf(o.Tree.Get("spec").Get("traffic")) {
				traffic += entry.Get("revisionName").Str() + " " + entry.Get("percent").Str() + ","
			}
		case configMapType.typ:
			code += o.Tree.Get("data").Get("index.js").Str() + ","
		}
		if o.File == "" || len(o.Source) == 0 {
			t.Errorf("%s belongs nowhere", o.Address)
		}
	}
	return traffic, code
}

func TestWhatIsRenderedIsCarriedUnchangedWhereNothingStands(t *testing.T) {
	objects, _ := revisionOf(t, "one", 10)
	carried := Backend{}.Carry(objects, nil)
	for i := range objects {
		if carried[i].Tree != objects[i].Tree {
			t.Errorf("%s changed", objects[i].Address)
		}
	}
}

// TestTheStableRevisionStaysWhateverIsTriedBesideIt goes through a life of a function: also where the canary has more than half.
func TestTheStableRevisionStaysWhateverIsTriedBesideIt(t *testing.T) {
	for _, share := range []int{10, 60, 50} {
		percent, rest := strconv.Itoa(share), strconv.Itoa(100-share)
		one, a := revisionOf(t, "one", share)
		two, b := revisionOf(t, "two", share)
		three, c := revisionOf(t, "three", share)
		promoted, _ := revisionOf(t, "three", 0)
		back, _ := revisionOf(t, "one", share)
		state := Backend{}.Carry(one, nil)
		for _, step := range []struct {
			what          string
			desired       []backends.Object
			traffic, code string
		}{
			{"nothing changed", one, a + " 100,", "one,"},
			{"a change", two, b + " " + percent + "," + a + " " + rest + ",", "one,two,"},
			{"nothing changed since", two, b + " " + percent + "," + a + " " + rest + ",", "one,two,"},
			{"another while it is under way", three, c + " " + percent + "," + a + " " + rest + ",", "one,two,three,"},
			{"that one again", three, c + " " + percent + "," + a + " " + rest + ",", "one,two,three,"},
			{"no canary any more", promoted, c + " 100,", "one,two,three,"},
			{"and it again", three, c + " 100,", "one,two,three,"},
			{"the first code again", back, a + " " + percent + "," + c + " " + rest + ",", "one,three,"},
			{"and away from it", three, c + " 100,", "one,three,"},
		} {
			state = Backend{}.Carry(step.desired, state)
			traffic, code := held(t, state)
			equal(t, percent+": "+step.what+": traffic", traffic, step.traffic)
			if sorted := sortCode(code); sorted != sortCode(step.code) {
				t.Errorf("%s: %s: files of %s, want %s", percent, step.what, code, step.code)
			}
		}
	}
}

// sortCode puts what is held in the order in which it was written.
func sortCode(code string) string {
	var parts []string
	for part := range strings.SplitSeq(code, ",") {
		parts = append(parts, part)
	}
	return strings.Join(sortedStrings(parts), ",")
}

// TestAChangeWithoutACanaryKeepsTheFilesOfAllThatGetRequests removes a rollout and changes the code in one step.
func TestAChangeWithoutACanaryKeepsTheFilesOfAllThatGetRequests(t *testing.T) {
	one, _ := revisionOf(t, "one", 10)
	two, _ := revisionOf(t, "two", 10)
	three, c := revisionOf(t, "three", 0)
	state := Backend{}.Carry(two, Backend{}.Carry(one, nil))
	for range 2 { // a second time nothing is different
		state = Backend{}.Carry(three, state)
		traffic, code := held(t, state)
		equal(t, "traffic", traffic, c+" 100,")
		equal(t, "files", sortCode(code), sortCode("one,two,three,"))
	}
}

func TestWhatAnOverlayChangesIsAnotherRevision(t *testing.T) {
	objects, name := revisionOf(t, "one", 0)
	patched := append([]backends.Object(nil), objects...)
	for i := range patched {
		if patched[i].Address.Type == servingType.typ {
			spec := patched[i].Tree.Get("spec")
			template := spec.Get("template")
			meta := withField(template.Get("metadata"), "annotations", parseJSON(t, `{"team": "web"}`))
			patched[i].Tree = withField(patched[i].Tree, "spec", withField(spec, "template", withField(template, "metadata", meta)))
		}
	}
	sealed := Backend{}.Carry(patched, nil)
	other := knatives(sealed)[0]
	if other.revision == name || other.files < 0 || at(sealed[other.at], "spec/template/spec/volumes/0/configMap/name") != `"`+other.revision+`"` {
		t.Errorf("revision %s of %s, with files at %d", other.revision, name, other.files)
	}
	if again := (Backend{}).Carry(sealed, nil); knatives(again)[0].revision != other.revision {
		t.Error("its name changes again")
	}
}

func TestTheOrderOfFieldsIsNoContent(t *testing.T) {
	one := appendContent(nil, parseJSON(t, `{"a": 1, "b": [{"c": true, "d": null}, "x"]}`))
	two := appendContent(nil, parseJSON(t, `{"b": [{"d": null, "c": true}, "x"], "a": 1}`))
	other := appendContent(nil, parseJSON(t, `{"b": ["x", {"d": null, "c": true}], "a": 1}`))
	if string(one) != string(two) || string(one) == string(other) {
		t.Errorf("%s\n%s\n%s", one, two, other)
	}
}

func TestARevisionWithANameOfItsOwnIsLeftAlone(t *testing.T) {
	objects, _ := revisionOf(t, "one", 10)
	for i := range objects {
		if objects[i].Address.Type == servingType.typ {
			spec := objects[i].Tree.Get("spec")
			template := spec.Get("template")
			meta := withField(template.Get("metadata"), "name", tree.NewString("shop-function-f-mine"))
			objects[i].Tree = withField(objects[i].Tree, "spec", withField(spec, "template", withField(template, "metadata", meta)))
		}
	}
	for _, o := range (Backend{}).Carry(objects, objects) {
		if o.Address.Type == servingType.typ && templateName(&o) != "shop-function-f-mine" {
			t.Errorf("it is %s now", templateName(&o))
		}
	}
}
