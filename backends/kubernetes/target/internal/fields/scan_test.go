package fields

import (
	"strings"
	"testing"
	"unicode/utf8"

	"espc.dev/schema/tree"
)

func TestTheScannerReadsWhatTheHousesReaderReads(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `"x"`, `null`, ` {"a" : [1, -2.5e3, true, false, null, "q\"\\\né\ud83d\ude00"], "b":{"c":{}}} `, `[[[]],{}]`, `{"a":"\\"}`, `""`,
		`{"":0}`, "[" + strings.Repeat("0,", 2000) + "0]",
	} {
		var s scanner
		got, err := s.read(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if want := parse(t, text); !tree.Equal(got, want) {
			t.Errorf("%q: got %s", text, show(got))
		}
	}
}

func TestTheScannerRefusesWhatIsNoJSON(t *testing.T) {
	for _, text := range []string{"", "{", "[", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,}`, `{,}`, `[1,]`, `[1 2]`, `{"a" 1}`, `{1:2}`, `"`, `"\"`, `tru`, `1 2`, `{"a":1}}`, `-`, `01`, strings.Repeat("[", 20000)} {
		var s scanner
		if got, err := s.read(text); err == nil {
			t.Errorf("%.40q: got %s", text, show(got))
		}
	}
}

func TestWhatIsNotLookedAtStaysText(t *testing.T) {
	s := scanner{skip: func(depth int, key string) bool { return depth == 0 && key == "raw" }}
	got, err := s.read(`{"raw": {"a":["}",{"b":"\\\"]"}]} ,"x":1}`)
	if err != nil || got.Get("raw").Text != `{"a":["}",{"b":"\\\"]"}]}` || got.Get("x").Text != "1" {
		t.Errorf("got %s, %v", show(got), err)
	}
}

func FuzzScan(f *testing.F) {
	f.Add(`{"metadata":{"name":"x","managedFields":[{"manager":"espc","operation":"Apply","fieldsV1":{"f:spec":{"k:{\"name\":\"a\"}":{}}}}]},"spec":[1]}`)
	f.Add(`{"metadata":{"name":"x"},"a":"\u0041"}`)
	f.Fuzz(func(t *testing.T, text string) {
		var s scanner
		got, err := s.read(text)
		want := &tree.Node{}
		if bad := want.UnmarshalJSON([]byte(text)); bad == nil && unique(want) && utf8.ValidString(text) {
			if err != nil || !tree.Equal(got, want) {
				t.Errorf("%q: got %s, %v", text, show(got), err)
			}
		}
		var d Decoder
		if l, err := d.Decode([]byte(text)); err == nil {
			c := Comparison{Manager: "espc", Keys: dialect{}}
			c.Project("v1/Thing", l, l.Root)
			c.Owned("v1/Thing", l)
			c.Added("v1/Thing", l, &tree.Node{Kind: tree.Map})
		}
	})
}

// unique reports whether no map has a key twice, which readers answer differently.
func unique(n *tree.Node) bool {
	seen := map[string]bool{}
	for _, f := range n.Fields {
		if seen[f.Key] || !unique(f.Value) {
			return false
		}
		seen[f.Key] = true
	}
	for _, item := range n.Items {
		if !unique(item) {
			return false
		}
	}
	return true
}
