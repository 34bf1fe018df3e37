package lsp

import (
	"strings"
	"testing"
)

func formatted(c *client, name, text string) string {
	c.t.Helper()
	c.openText(name, text)
	c.diagnostics(name, 1)
	now := newText([]byte(text))
	for _, e := range into[[]TextEdit](c, c.ask("textDocument/formatting", map[string]any{"textDocument": c.id(name), "options": map[string]any{"tabSize": 8}})) {
		start, end := now.span(utf16Encoding, e.Range)
		now = newText([]byte(string(now.data[:start]) + e.NewText + string(now.data[end:])))
	}
	return string(now.data)
}

func TestADocumentIsFormattedAsFmtDoes(t *testing.T) {
	c := open(t, shop, Config{})
	if got, want := formatted(c, "api.hcl", "microservice \"api\" {\r\n  image=\"äpi\"\r\n    port = 8080\r\n}\r\n"), "microservice \"api\" {\r\n  image = \"äpi\"\r\n  port  = 8080\r\n}\r\n"; got != want {
		t.Errorf("got %q", got)
	}
	if text := c.text("main.hcl"); formatted(c, "main.hcl", text) != text {
		t.Error("a formatted document was changed")
	}
}

func TestWhatDoesNotParseIsNotFormatted(t *testing.T) {
	c := open(t, shop, Config{})
	if text := "microservice \"api\" {\n  image=\n"; formatted(c, "api.hcl", text) != text {
		t.Error("it was changed")
	}
}

// FuzzEdit holds that an edit makes the one text the other, and splits nothing that is one.
func FuzzEdit(f *testing.F) {
	f.Add("a = 1\r\n", "a  = 1\n")
	f.Add("aéa", "aèa")
	f.Add("aaa", "aa")
	f.Fuzz(func(t *testing.T, before, after string) {
		before, after = strings.ToValidUTF8(before, ""), strings.ToValidUTF8(after, "")
		e := editOf([]byte(before), []byte(after))
		text := newText([]byte(before))
		r := text.rangeOf(utf16Encoding, e.start, e.end)
		start, end := text.span(utf16Encoding, r)
		if got := before[:start] + after[e.start:e.end+e.by] + before[end:]; got != after {
			t.Fatalf("%q to %q: %v gives %q", before, after, e, got)
		}
	})
}
