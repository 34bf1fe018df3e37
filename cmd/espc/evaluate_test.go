package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hugeText asks for 100 GB at once, which ends the process that evaluates it: nothing in that process can keep it from that.
const hugeText = `package shop

import "strings"

topology: name: "shop"
_a: strings.Repeat("x", 100000)
microservice: s: image: strings.Repeat(_a, 1000000)
`

const smallText = `package shop

import "strings"

topology: name: "shop"
microservice: s: image: strings.ToLower("ACME/S:1")
`

func TestWhatNoProcessSurvivesIsTold(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"shop.cue": hugeText, "shop.jsonnet": "local a = std.repeat('x', 9000000); { a: std.join(a, [a for i in std.range(1, 100000)]) }"} {
		dir := t.TempDir()
		write(t, dir, name, text)
		espc(t, 1, dir, "", "validate").says(t, nil, []string{"error[E0129]: evaluating this", "takes too much memory", "--> " + name + ":1:1"})
	}
}

// A language server meets such texts while somebody types.
func TestTheLanguageServerSurvivesWhatNoProcessSurvives(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "shop.cue", smallText)
	p := prepare(t, dir, "", "lsp")
	p.Stdout = nil
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, in: in, out: bufio.NewReader(out)}
	time.AfterFunc(time.Minute, func() { _ = in.Close() })
	uri := "file://" + dir + "/shop.cue"
	e.send("initialize", map[string]any{"processId": nil, "rootUri": "file://" + dir, "capabilities": map[string]any{}}, 1)
	e.send("initialized", map[string]any{}, 0)
	e.send("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "cue", "version": 1, "text": hugeText}}, 0)
	if said := e.diagnostics(1); !strings.Contains(said, `"E0129"`) {
		t.Errorf("of the bomb it says %s", said)
	}
	for version := 2; version < 5; version++ {
		e.change(uri, version, []string{smallText, hugeText}[version%2])
		if said := e.diagnostics(version); strings.Contains(said, `"E0129"`) != (version%2 == 1) {
			t.Errorf("of version %d it says %s", version, said)
		}
	}
	e.send("shutdown", nil, 2)
	e.send("exit", nil, 0)
	if status := p.end(t); status != 0 {
		t.Errorf("exit %d\n%s", status, p.err.String())
	}
}

// editor speaks to a language server.
type editor struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

func (e *editor) send(method string, params any, id int) {
	e.t.Helper()
	m := map[string]any{"jsonrpc": "2.0", "method": method}
	if params != nil {
		m["params"] = params
	}
	if id > 0 {
		m["id"] = id
	}
	content, err := json.Marshal(m)
	if err != nil {
		e.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(content), content); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) change(uri string, version int, text string) {
	e.send("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri, "version": version}, "contentChanges": []any{map[string]any{"text": text}}}, 0)
}

// diagnostics waits for those of a version of the text.
func (e *editor) diagnostics(version int) string {
	e.t.Helper()
	for {
		size := 0
		for {
			line, err := e.out.ReadString('\n')
			if err != nil {
				e.t.Fatalf("waiting for version %d: %v", version, err)
			}
			if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				if size, err = strconv.Atoi(strings.TrimSpace(n)); err != nil {
					e.t.Fatal(err)
				}
			}
			if line == "\r\n" {
				break
			}
		}
		content := make([]byte, size)
		if _, err := io.ReadFull(e.out, content); err != nil {
			e.t.Fatal(err)
		}
		var m struct {
			Method string
			Params struct {
				Version     int
				Diagnostics json.RawMessage
			}
		}
		if err := json.Unmarshal(content, &m); err != nil {
			e.t.Fatal(err)
		}
		if m.Method == "textDocument/publishDiagnostics" && m.Params.Version == version {
			return string(m.Params.Diagnostics)
		}
	}
}
