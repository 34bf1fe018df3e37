package lsp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

const shop = `
-- main.hcl --
topology "shop" {}

function "resize" {
  runtime = "nodejs22"
  source  = "code"
  memory  = "256Mi"
}
-- api.hcl --
microservice "api" {
  image = "api:1.0"
  port  = 8080
  calls = [function.resize]
}
-- code/index.js --
exports.handler = () => {};
-- notes/readme.hcl --
anything at all
`

func TestAMistakeIsShownAsItIsTypedAndGoesWhenItIsRepaired(t *testing.T) {
	c := open(t, shop, Config{})
	c.open("api.hcl")
	if got := list(c.diagnostics("api.hcl", 1)); got != "" {
		t.Errorf("of a good topology: %s", got)
	}
	c.edit("api.hcl", 2, map[string]any{"range": between(3, 20, 26), "text": "resise"})
	ds := c.diagnostics("api.hcl", 2)
	if got := list(ds); got != "3:11-3:26 1 E0401 there is no function.resise\n" {
		t.Errorf("got %s", got)
	}
	if len(ds) == 1 && !strings.HasSuffix(ds[0].Message, "\nfix: write function.resize") {
		t.Errorf("got %q", ds[0].Message)
	}
	c.edit("api.hcl", 3, map[string]any{"range": between(3, 24, 25), "text": "z"})
	if got := list(c.diagnostics("api.hcl", 3)); got != "" {
		t.Errorf("after the repair: %s", got)
	}
}

func TestTheDiagnosticsOfOtherFilesOfTheTopologyComeAndGo(t *testing.T) {
	c := open(t, shop, Config{})
	c.open("main.hcl")
	c.diagnostics("main.hcl", 1)
	c.change("main.hcl", 2, strings.Replace(c.text("main.hcl"), `"resize"`, `"shrink"`, 1))
	if got := list(c.diagnostics("api.hcl", 0)); !strings.Contains(got, "E0401 there is no function.resize") {
		t.Errorf("of a file that is not open: %s", got)
	}
	c.change("main.hcl", 3, c.text("main.hcl"))
	if got := list(c.diagnostics("api.hcl", 0)); got != "" {
		t.Errorf("after the repair: %s", got)
	}
}

func TestClosingTheLastDocumentTakesItsDiagnosticsAway(t *testing.T) {
	c := open(t, shop, Config{})
	c.openText("api.hcl", strings.Replace(c.text("api.hcl"), "port", "prot", 1))
	if got := list(c.diagnostics("api.hcl", 1)); !strings.Contains(got, "E0201") {
		t.Errorf("got %s", got)
	}
	c.tell("textDocument/didClose", map[string]any{"textDocument": c.id("api.hcl")})
	if got := list(c.diagnostics("api.hcl", 0)); got != "" {
		t.Errorf("after closing: %s", got)
	}
}

func TestWhatIsSavedByAnotherProgramIsSeen(t *testing.T) {
	c := open(t, shop, Config{})
	c.open("api.hcl")
	c.diagnostics("api.hcl", 1)
	c.save("main.hcl", strings.Replace(c.text("main.hcl"), "memory ", "memori ", 1))
	c.tell("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": c.uri("main.hcl"), "type": 2}}})
	if got := list(c.diagnostics("main.hcl", 0)); !strings.Contains(got, "5:2-5:8 1 E0201") {
		t.Errorf("got %s", got)
	}
}

func TestAFileOutsideATopologyIsLeftAlone(t *testing.T) {
	c := open(t, `
-- terraform/main.hcl --
resource "x" "y" {
-- shop/main.hcl --
topology "shop" {
`, Config{})
	c.open("terraform/main.hcl")
	c.open("shop/main.hcl")
	c.diagnostics("shop/main.hcl", 1)
	for _, m := range c.got {
		t.Errorf("said %s %s", m.Method, m.Params)
	}
}

func TestAModulesFileIsCheckedAsTheTopologyUsesIt(t *testing.T) {
	c := open(t, `
-- main.hcl --
topology "shop" {}
module "db" {
  source = "./modules/db"
}
-- modules/db/db.hcl --
secret "password" {
  key = "db-password"
}
`, Config{})
	c.openText("modules/db/db.hcl", "secret \"password\" {\n  kei = \"db-password\"\n}\n")
	ds := c.diagnostics("modules/db/db.hcl", 1)
	if got := list(ds); !strings.Contains(got, "1:2-1:5 1 E0201") {
		t.Errorf("got %s", got)
	}
	if len(ds) == 0 || len(ds[0].RelatedInformation) != 1 || ds[0].RelatedInformation[0].Location.URI != c.uri("main.hcl") {
		t.Errorf("where the module is used is not said: %+v", ds)
	}
}

// memoryWarning is a backend's word on the memory of a function, at its place.
func memoryWarning(_ context.Context, t *schema.Topology) diag.List {
	var ds diag.List
	for _, f := range t.Functions {
		ds = append(ds, diag.Unused.At(f.Memory.Node.Range(), "%s of memory", f.Memory.Node.Text))
	}
	return ds
}

func TestWhatABackendSaidStaysWhereItBelongsUntilItSpeaksAgain(t *testing.T) {
	hold := make(chan struct{})
	first := true
	c := open(t, shop, checking(func(ctx context.Context, topology *schema.Topology) diag.List {
		if !first {
			<-hold
		}
		first = false
		return memoryWarning(ctx, topology)
	}))
	c.open("main.hcl")
	c.diagnostics("main.hcl", 1) // the language's alone
	if got := list(c.diagnostics("main.hcl", 1)); got != "5:12-5:19 2 W0406 256Mi of memory\n" {
		t.Errorf("got %s", got)
	}
	c.edit("main.hcl", 2, map[string]any{"range": between(1, 0, 0), "text": "# a line\n\n"})
	if got := list(c.diagnostics("main.hcl", 2)); got != "7:12-7:19 2 W0406 256Mi of memory\n" {
		t.Errorf("before the backend spoke: %s", got)
	}
	close(hold)
}

func TestOldDiagnosticsOfChangedTextAreNotShown(t *testing.T) {
	hold := make(chan struct{})
	first := true
	c := open(t, shop, checking(func(ctx context.Context, topology *schema.Topology) diag.List {
		if !first {
			<-hold
		}
		first = false
		return memoryWarning(ctx, topology)
	}))
	c.open("main.hcl")
	c.diagnostics("main.hcl", 1)
	c.diagnostics("main.hcl", 1)
	c.edit("main.hcl", 2, map[string]any{"range": between(5, 13, 16), "text": "512"})
	if got := list(c.diagnostics("main.hcl", 2)); got != "" {
		t.Errorf("of a value that is another one: %s", got)
	}
	close(hold)
	if got := list(c.diagnostics("main.hcl", 2)); got != "5:12-5:19 2 W0406 512Mi of memory\n" {
		t.Errorf("got %s", got)
	}
}

func TestEveryEnvironmentIsChecked(t *testing.T) {
	c := open(t, `
-- main.hcl --
topology "shop" {}
environment "dev" {}
environment "prod" {
  override "function.none" {
    memory = "1Gi"
  }
}
`, Config{})
	c.open("main.hcl")
	c.diagnostics("main.hcl", 1)
	if got := list(c.diagnostics("main.hcl", 1)); !strings.Contains(got, "3:11-3:26 1 E0622") {
		t.Errorf("got %s", got)
	}
}

func TestADiagnosticWithoutAPlaceIsShownInTheTopologysFile(t *testing.T) {
	c := open(t, "-- a.hcl --\nvariable \"x\" {\n  default = \"1\"\n}\n-- b.hcl --\ntopology \"shop\" {}\n", checking(func(context.Context, *schema.Topology) diag.List {
		return diag.List{diag.Unused.At(diag.Range{}, "somewhere")}
	}))
	c.open("b.hcl")
	for {
		ds := c.diagnostics("b.hcl", 1)
		if strings.Contains(list(ds), "0:0-0:0 2 W0406 somewhere") {
			return
		}
		if len(c.got) > 50 {
			t.Fatal("never")
		}
	}
}

func TestFilesThatAreNotSavedYetAreRead(t *testing.T) {
	c := open(t, shop, Config{})
	c.openText("new.hcl", "schedule \"nightly\" {\n  cron = \"0 3 * * *\"\n  to = function.resise\n}\n")
	if got := list(c.diagnostics("new.hcl", 1)); !strings.Contains(got, "there is no function.resise") {
		t.Errorf("got %s", got)
	}
}

func TestTheVersionOfTheTextIsSaidOfOpenDocumentsAlone(t *testing.T) {
	c := open(t, shop, Config{})
	c.open("main.hcl")
	c.change("main.hcl", 7, "topology \"shop\" {}\n")
	c.diagnostics("main.hcl", 7)
	m := c.wait("api.hcl", func(m message) bool { return strings.Contains(string(m.Params), "api.hcl") })
	var p map[string]json.RawMessage
	if err := json.Unmarshal(m.Params, &p); err != nil || p["version"] != nil {
		t.Errorf("got %s", m.Params)
	}
}
