package wire

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// question is a request with two files and variables of each kind.
func question() *Request {
	vars := diag.NewFile("vars.hcl", []byte("tag = 1"))
	list := tree.NewList(tree.NewString("a").With(tree.At(diag.Range{File: vars, Start: 0, End: 3})), &tree.Node{}).With(tree.At(diag.Range{File: vars, End: 7}))
	return &Request{
		Language: "Jsonnet", Dir: "modules/a", Main: 1, Environments: true,
		Files: []*diag.File{diag.NewFile("modules/a/main.jsonnet", []byte("{a: 1}\n")), diag.NewFile("modules/a/b.libsonnet", []byte("é\n\x00"))},
		Vars: map[string]*tree.Node{
			"tag":  tree.NewString("1.2").With(&tree.Origin{How: tree.Variable, Rule: "--var tag"}),
			"list": list,
			"map":  tree.NewMap(tree.F("k", tree.NewBool(true)), tree.F("n", &tree.Node{Kind: tree.Number, Text: "1.50"})),
		},
	}
}

// send writes a request, reads it as the other end does, and returns what that has.
func send(t *testing.T, r *Request) *Request {
	t.Helper()
	sources, err := ParseSources(AppendSources(nil, r))
	if err != nil {
		t.Fatal(err)
	}
	asked, err := ParseQuestion(AppendQuestion(nil, r), sources)
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

func TestARequestArrives(t *testing.T) {
	want := question()
	got := send(t, want)
	if got.Language != want.Language || got.Dir != want.Dir || got.Main != want.Main || !got.Environments || len(got.Files) != 2 || len(got.Vars) != 3 {
		t.Errorf("got %+v", got)
	}
	for i, f := range want.Files {
		if got.Files[i].Name != f.Name || !bytes.Equal(got.Files[i].Data, f.Data) {
			t.Errorf("file %d: %s %q", i, got.Files[i].Name, got.Files[i].Data)
		}
	}
	for name, v := range want.Vars {
		if !tree.Equal(v, got.Vars[name]) {
			t.Errorf("%s: %s", name, tree.AppendJSON(nil, got.Vars[name], ""))
		}
	}
}

func TestAnAnswerHasItsPlacesInTheRequestsFiles(t *testing.T) {
	r := question()
	there := send(t, r)
	at := diag.Range{File: there.Files[1], Start: 2, End: 3}
	key := diag.Range{File: there.Files[0], Start: 1, End: 2}
	answer := Answer{
		Documents: []*tree.Node{
			tree.NewMap(
				tree.F("a", tree.NewString("x").With(&tree.Origin{Range: at, Name: key})),
				tree.F("b", tree.NewList(tree.NewInt(1).With(tree.At(key)), &tree.Node{})),
				tree.F("c", (&tree.Node{Kind: tree.String, Text: "1.2", Ref: true}).With(&tree.Origin{How: tree.Variable, Rule: "tag", Range: at, From: there.Vars["tag"].Origin})),
				tree.F("d", tree.NewString(strings.Repeat("long", 100)).With(&tree.Origin{How: tree.Derived, Rule: "r", Also: []*tree.Origin{tree.At(at), there.Vars["list"].Items[0].Origin}})),
				tree.F("e", tree.NewString("x").With(tree.At(diag.Range{File: diag.NewFile("other", []byte("x")), End: 1}))),
			),
			tree.NewMap(),
		},
		Diagnostics: diag.List{
			diag.Evaluation.At(at, "it fails").WithFix("correct it").WithDetail("how").WithAddress("a.b").WithRelated(key, "here"),
			{Severity: diag.Note, Code: "N1", Context: key},
		},
	}
	got, err := ParseAnswer(AppendAnswer(nil, answer, there), r)
	if err != nil {
		t.Fatal(err)
	}
	mine := diag.Range{File: r.Files[1], Start: 2, End: 3}
	myKey := diag.Range{File: r.Files[0], Start: 1, End: 2}
	doc := got.Documents[0]
	if !tree.Equal(doc, answer.Documents[0]) || got.Documents[1].Kind != tree.Map || len(got.Documents) != 2 {
		t.Errorf("got %s", tree.AppendJSON(nil, doc, " "))
	}
	check := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", what, got, want)
		}
	}
	check("a's origin", doc.Get("a").Origin, &tree.Origin{Range: mine, Name: myKey})
	check("an item's origin", doc.Get("b").Items[0].Origin, tree.At(myKey))
	if o := doc.Get("c").Origin; !doc.Get("c").Ref || o.How != tree.Variable || o.Rule != "tag" || o.Range != mine || o.From != r.Vars["tag"].Origin {
		t.Errorf("c's origin: %+v", o)
	}
	if o := doc.Get("d").Origin; o.How != tree.Derived || len(o.Also) != 2 || o.Also[1] != r.Vars["list"].Items[0].Origin {
		t.Errorf("d's origin: %+v", o)
	}
	check("a place in another file", doc.Get("e").Range(), diag.Range{})
	check("a diagnostic", got.Diagnostics[0], diag.Evaluation.At(mine, "it fails").WithFix("correct it").WithDetail("how").WithAddress("a.b").WithRelated(myKey, "here"))
	check("a note", got.Diagnostics[1], diag.Diagnostic{Severity: diag.Note, Code: "N1", Context: myKey})
}

func TestADamagedMessageIsRefused(t *testing.T) {
	r := question()
	there := send(t, r)
	message := AppendAnswer(nil, Answer{Documents: []*tree.Node{tree.NewMap(tree.F("a", tree.NewList(tree.NewString("b"))))}}, there)
	for n := range message {
		if _, err := ParseAnswer(message[:n], r); err == nil {
			t.Errorf("the first %d of %d bytes are accepted", n, len(message))
		}
	}
	if _, err := ParseAnswer(append(message, 0), r); err == nil {
		t.Error("a byte more is accepted")
	}
}

// FuzzAnswer reads any bytes as a message of each kind: that ends in an error or in something that is written and read again as
// the same.
func FuzzAnswer(f *testing.F) {
	r := question()
	sources, asked := AppendSources(nil, r), AppendQuestion(nil, r)
	there, err := ParseSources(sources)
	if err != nil {
		f.Fatal(err)
	}
	at := diag.Range{File: there.Files[0], Start: 1, End: 2}
	doc := tree.NewMap(tree.F("a", tree.NewString("x").With(&tree.Origin{Range: at, Name: at})), tree.F("b", tree.NewList(tree.NewInt(1).With(&tree.Origin{How: tree.Derived, Rule: "r", From: tree.At(at)}))))
	f.Add(AppendAnswer(nil, Answer{Documents: []*tree.Node{doc, doc}, Diagnostics: diag.List{diag.Evaluation.At(at, "it fails").WithRelated(at, "here")}}, there))
	f.Add(sources)
	f.Add(asked)
	f.Add(bytes.Repeat([]byte{5, 0, 1, 0}, 3000))
	f.Fuzz(func(t *testing.T, message []byte) {
		if a, err := ParseAnswer(message, r); err == nil {
			first := AppendAnswer(nil, a, r)
			again, err := ParseAnswer(first, r)
			if err != nil || !bytes.Equal(AppendAnswer(nil, again, r), first) {
				t.Errorf("an answer is written as something else (%v)", err)
			}
		}
		if s, err := ParseSources(message); err == nil {
			first := AppendSources(nil, s)
			again, err := ParseSources(first)
			if err != nil || !bytes.Equal(AppendSources(nil, again), first) {
				t.Errorf("sources are written as something else (%v)", err)
			}
		}
		if q, err := ParseQuestion(message, r); err == nil {
			first := AppendQuestion(nil, q)
			again, err := ParseQuestion(first, r)
			if err != nil || !bytes.Equal(AppendQuestion(nil, again), first) {
				t.Errorf("a question is written as something else (%v)", err)
			}
		}
	})
}

// services is a document as of a topology with so many services.
func services(n int, file *diag.File) *tree.Node {
	at := tree.At(diag.Range{File: file, Start: 1, End: 2})
	o := &tree.Origin{Range: at.Range, Name: at.Range}
	all := &tree.Node{Kind: tree.Map, Origin: o}
	for i := range n {
		s := func(text string) *tree.Node { return tree.NewString(text).With(o) }
		service := tree.NewMap(tree.F("image", s(fmt.Sprintf("registry.example.com/shop/svc-%d:1.0.0", i))), tree.F("port", tree.NewInt(8080).With(o)), tree.F("memory", s("256Mi")), tree.F("cpu", s("100m")),
			tree.F("env", tree.NewMap(tree.F("LOG_LEVEL", s("info")), tree.F("PEER", tree.NewMap(tree.F("of", s(fmt.Sprintf("microservice.svc-%d", i))), tree.F("part", s("url"))).With(o))).With(o)),
			tree.F("scale", tree.NewMap(tree.F("min", tree.NewInt(2).With(o)), tree.F("max", tree.NewInt(10).With(o)), tree.F("cpu_percent", tree.NewInt(80).With(o))).With(o)),
			tree.F("health", tree.NewMap(tree.F("type", s("http")), tree.F("path", s("/health"))).With(o)))
		all.Fields = append(all.Fields, tree.F(fmt.Sprintf("svc-%d", i), service.With(o)))
	}
	return tree.NewMap(tree.F("microservice", all)).With(at)
}

func BenchmarkAnswerOf1000Services(b *testing.B) {
	r := question()
	answer := Answer{Documents: []*tree.Node{services(1000, r.Files[0])}}
	for b.Loop() {
		message := AppendAnswer(nil, answer, r)
		if _, err := ParseAnswer(message, r); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(message)))
	}
}
