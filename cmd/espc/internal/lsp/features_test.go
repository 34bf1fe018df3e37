package lsp

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// garage is a topology in two languages.
const garage = `
-- main.hcl --
topology "garage" {}

connector "main" {
  type = "memory"
}

model "car" {
  connector = connector.main
}
-- more.topology.yaml --
microservice:
  web:
    image: web:1
    calls:
      - model.car
`

// ready is a client with a garage whose files are open and compiled.
func ready(t *testing.T) *client {
	t.Helper()
	c := open(t, garage, Config{})
	c.open("main.hcl")
	c.open("more.topology.yaml")
	c.diagnostics("main.hcl", 1)
	c.diagnostics("more.topology.yaml", 1)
	return c
}

func (c *client) askAt(method, name string, line, character int) message {
	c.t.Helper()
	return c.ask(method, map[string]any{"textDocument": c.id(name), "position": at(line, character)})
}

func TestCompletionKnowsWhatWasTypedSinceItCompiled(t *testing.T) {
	c := ready(t)
	c.change("main.hcl", 2, c.text("main.hcl")+"\nmodel \"bike\" {\n  connector = co\n")
	list := into[completionList](c, c.askAt("textDocument/completion", "main.hcl", 11, 16))
	var reference *completionItem
	for i, item := range list.Items {
		if item.Label == "connector.main" {
			reference = &list.Items[i]
		}
	}
	if reference == nil {
		t.Fatalf("no connector.main among %d items", len(list.Items))
	}
	if r := reference.TextEdit.Range; r.Start.Line != 11 || r.Start.Character != 14 || r.End.Character != 16 || reference.TextEdit.NewText != "connector.main" {
		t.Errorf("the edit is %+v", reference.TextEdit)
	}
	resolved := into[completionItem](c, c.ask("completionItem/resolve", reference))
	if resolved.Documentation == nil || !strings.Contains(resolved.Documentation.Value, "connector.main in main.hcl:3") {
		t.Errorf("connector.main is documented by %+v", resolved.Documentation)
	}
	// The new model is offered elsewhere, though its file does not parse.
	list = into[completionList](c, c.askAt("textDocument/completion", "more.topology.yaml", 4, 14))
	if !strings.Contains(labels(list), " model.bike ") {
		t.Errorf("model.bike is not among%s", labels(list))
	}
}

func labels(list completionList) string {
	out := " "
	for _, item := range list.Items {
		out += item.Label + " "
	}
	return out
}

func TestAClientWithoutSnippetsGetsPlainText(t *testing.T) {
	c := ready(t)
	c.change("main.hcl", 2, c.text("main.hcl")+"\nfunction \"f\" {\n  r\n}\n")
	list := into[completionList](c, c.askAt("textDocument/completion", "main.hcl", 11, 3))
	for _, item := range list.Items {
		if strings.Contains(item.TextEdit.NewText, "$") || item.InsertTextFormat != 1 {
			t.Errorf("%s writes %q", item.Label, item.TextEdit.NewText)
		}
		if item.Label == "runtime" && item.TextEdit.NewText != `runtime = ""` {
			t.Errorf("runtime writes %q", item.TextEdit.NewText)
		}
	}
}

func TestDefinitionReferencesAndHoverLeadAcrossFiles(t *testing.T) {
	c := ready(t)
	to := into[[]Location](c, c.askAt("textDocument/definition", "more.topology.yaml", 4, 10))
	if len(to) != 1 || to[0].URI != c.uri("main.hcl") || to[0].Range.Start != (Position{6, 7}) {
		t.Errorf("model.car is at %+v", to)
	}
	from := into[[]Location](c, c.ask("textDocument/references", map[string]any{
		"textDocument": c.id("main.hcl"), "position": at(6, 8), "context": map[string]any{"includeDeclaration": true},
	}))
	if len(from) != 2 || from[0].URI != c.uri("main.hcl") || from[1].URI != c.uri("more.topology.yaml") {
		t.Errorf("references are %+v", from)
	}
	h := into[hover](c, c.askAt("textDocument/hover", "more.topology.yaml", 4, 10))
	if h.Contents.Kind != "plaintext" || !strings.Contains(h.Contents.Value, "model.car in main.hcl:7") || !strings.Contains(h.Contents.Value, "microservice.web") {
		t.Errorf("hover says %+v", h.Contents)
	}
}

func TestARenameChangesEveryFileThatNamesTheEntity(t *testing.T) {
	c := ready(t)
	c.change("main.hcl", 2, "# first\n"+c.text("main.hcl")) // not saved
	c.diagnostics("main.hcl", 2)
	edit := into[WorkspaceEdit](c, c.ask("textDocument/rename", map[string]any{
		"textDocument": c.id("more.topology.yaml"), "position": at(4, 10), "newName": "auto",
	}))
	if len(edit.DocumentChanges) != 2 {
		t.Fatalf("%+v", edit)
	}
	for i, want := range []struct {
		name    string
		version int
		at      Position
	}{{"main.hcl", 2, Position{7, 7}}, {"more.topology.yaml", 1, Position{4, 14}}} {
		got := edit.DocumentChanges[i]
		if got.TextDocument.URI != c.uri(want.name) || *got.TextDocument.Version != want.version || len(got.Edits) != 1 || got.Edits[0].Range.Start != want.at || got.Edits[0].NewText != "auto" {
			t.Errorf("%s is changed by %+v", want.name, got)
		}
	}
}

func TestAnEnvironmentIsRenamed(t *testing.T) {
	c := open(t, garage+`
-- environments.hcl --
environment "a" {
  backend "kubernetes" {}
}

environment "b" {
  backend "kubernetes" {}

  override "model.car" {
    strict = false
  }
}
`, Config{})
	c.open("environments.hcl")
	c.diagnostics("environments.hcl", 1)
	edit := into[WorkspaceEdit](c, c.ask("textDocument/rename", map[string]any{
		"textDocument": c.id("environments.hcl"), "position": at(0, 13), "newName": "z",
	}))
	if len(edit.DocumentChanges) != 1 || len(edit.DocumentChanges[0].Edits) != 1 {
		t.Errorf("%+v", edit)
	}
}

func TestARenameIsRefusedWithWhy(t *testing.T) {
	c := ready(t)
	rename := func(line, character int, name string) string {
		m := c.ask("textDocument/rename", map[string]any{"textDocument": c.id("main.hcl"), "position": at(line, character), "newName": name})
		if m.Error == nil {
			return ""
		}
		return m.Error.Message
	}
	if why := rename(6, 8, "A b"); !strings.Contains(why, "is no name") {
		t.Errorf("a bad name is refused with %q", why)
	}
	if why := rename(3, 4, "x"); !strings.Contains(why, "only an entity") {
		t.Errorf("a field is refused with %q", why)
	}
	c.change("main.hcl", 2, c.text("main.hcl")+"\nmodel \"bike\" {}\n")
	c.diagnostics("main.hcl", 2)
	if why := rename(6, 8, "auto"); !strings.Contains(why, "has errors: ") {
		t.Errorf("in a topology with errors, a rename is refused with %q", why)
	}
	c.change("main.hcl", 3, c.text("main.hcl")+"\nlocals {\n  n = \"car\"\n}\nfunction \"f\" {\n  image = \"f:1\"\n  calls = [\"model.${local.n}\"]\n}\n")
	c.diagnostics("main.hcl", 3)
	if why := rename(6, 8, "auto"); !strings.Contains(why, "there is no model.car") || !strings.Contains(why, "main.hcl:") {
		t.Errorf("a name that is put together is refused with %q", why)
	}
}

func TestARenameOfATextThatChangedMeanwhileIsRefused(t *testing.T) {
	var c *client
	var armed atomic.Bool
	checked := make(chan struct{}, 100)
	c = open(t, garage, checking(func(context.Context, *schema.Topology) diag.List {
		if armed.CompareAndSwap(true, false) {
			c.change("main.hcl", 2, "\n"+c.text("main.hcl"))
			for range 3 { // the server has done with a message before it reads the one after the next
				c.tell("$/nothing", nil)
			}
		}
		checked <- struct{}{}
		return nil
	}))
	c.open("main.hcl")
	c.diagnostics("main.hcl", 1)
	<-checked // what is compiled from now on is for the rename
	armed.Store(true)
	m := c.ask("textDocument/rename", map[string]any{"textDocument": c.id("main.hcl"), "position": at(6, 8), "newName": "auto"})
	if code(m) != ContentModified || armed.Load() {
		t.Errorf("answered %d %+v %s", code(m), m.Error, m.Result)
	}
}

func TestSymbolsAreATreeOrAList(t *testing.T) {
	c := ready(t)
	flat := into[[]symbolInformation](c, c.ask("textDocument/documentSymbol", map[string]any{"textDocument": c.id("main.hcl")}))
	if len(flat) != 3 || flat[2].Name != "car" || flat[2].ContainerName != "model" || flat[2].Location.URI != c.uri("main.hcl") {
		t.Errorf("%+v", flat)
	}
	all := into[[]symbolInformation](c, c.ask("workspace/symbol", map[string]any{"query": "WEB"}))
	if len(all) != 1 || all[0].Name != "web" {
		t.Errorf("%+v", all)
	}
}

func TestNothingIsSaidOfAFileOutsideAnyTopology(t *testing.T) {
	c := open(t, "-- a/x.hcl --\nvariable \"a\" {}\n", Config{})
	c.open("a/x.hcl")
	for _, method := range []string{"textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/documentHighlight", "textDocument/documentSymbol", "textDocument/prepareRename"} {
		if m := c.askAt(method, "a/x.hcl", 0, 3); m.Error != nil {
			t.Errorf("%s: %s", method, m.Error.Message)
		}
	}
}
