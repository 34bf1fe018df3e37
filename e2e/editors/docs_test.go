package editors

import (
	"os"
	"strings"
	"testing"
)

func TestTheDocsShowTheSnippetThatIsTried(t *testing.T) {
	snippet, err := os.ReadFile("../../docs/editors/neovim/espc.lua")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := os.ReadFile("../../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(docs), "```lua\n"+string(snippet)+"```\n") {
		t.Error("docs/editors.md shows another snippet than docs/editors/neovim/espc.lua")
	}
}
