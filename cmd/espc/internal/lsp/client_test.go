package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/stdlib"
)

// client is the other side of a server, in the test's process.
type client struct {
	t    testing.TB
	dir  string
	in   io.WriteCloser
	conn *conn
	next int
	// got holds messages that came while another was waited for.
	got  []message
	done chan error
}

// connect starts a server and a client of it that has said nothing yet.
func connect(t testing.TB, config Config) *client {
	t.Helper()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	if config.Library == nil {
		config.Library = stdlib.Modules()
	}
	if config.Log == nil {
		config.Log = t.Output()
	}
	c := &client{t: t, in: toServer, conn: newConn(fromServer, toServer), done: make(chan error, 1)}
	go func() {
		err := New(config).Run(context.Background(), fromClient, toClient)
		toClient.Close()
		fromClient.Close()
		c.done <- err
	}()
	t.Cleanup(func() {
		toServer.Close()
		go io.Copy(io.Discard, fromServer) // a server that still has something to say ends too
		select {
		case <-c.done:
		case <-time.After(20 * time.Second):
			t.Error("the server does not end when its client is gone")
		}
	})
	return c
}

// open is a client with a folder of files, in the middle of a conversation.
func open(t testing.TB, archive string, config Config) *client {
	t.Helper()
	c := connect(t, config)
	c.dir = t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		c.save(f.Name, string(f.Data))
	}
	c.initialize("utf-16")
	return c
}

func (c *client) initialize(encodings ...string) message {
	c.t.Helper()
	answer := c.ask("initialize", map[string]any{
		"processId": nil, "rootUri": uriOf(c.dir),
		"capabilities": map[string]any{
			"general":   map[string]any{"positionEncodings": encodings},
			"workspace": map[string]any{"workspaceEdit": map[string]any{"documentChanges": true}},
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{"relatedInformation": true, "dataSupport": true},
				"codeAction":         map[string]any{"codeActionLiteralSupport": map[string]any{}},
			},
		},
	})
	c.tell("initialized", map[string]any{})
	return answer
}

func (c *client) save(name, text string) {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) text(name string) string {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(data)
}

func (c *client) uri(name string) string { return uriOf(filepath.Join(c.dir, name)) }

func (c *client) id(name string) map[string]any { return map[string]any{"uri": c.uri(name)} }

func (c *client) tell(method string, params any) { c.conn.notify(method, params) }

// ask asks and waits for the answer.
func (c *client) ask(method string, params any) message {
	c.t.Helper()
	return c.answer(c.send(method, params))
}

func (c *client) send(method string, params any) string {
	c.t.Helper()
	content, err := json.Marshal(params)
	if err != nil {
		c.t.Fatal(err)
	}
	c.next++
	id := fmt.Sprint(c.next)
	c.conn.write(message{ID: json.RawMessage(id), Method: method, Params: content})
	return id
}

func (c *client) answer(id string) message {
	c.t.Helper()
	return c.wait("an answer to "+id, func(m message) bool { return m.Method == "" && string(m.ID) == id })
}

// wait returns the first message of a kind, of those that came before or come now.
func (c *client) wait(what string, is func(message) bool) message {
	c.t.Helper()
	for i, m := range c.got {
		if is(m) {
			c.got = append(c.got[:i], c.got[i+1:]...)
			return m
		}
	}
	timeout := time.AfterFunc(30*time.Second, func() { c.in.Close() })
	defer timeout.Stop()
	for {
		content, err := c.conn.read()
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", what, err)
		}
		var m message
		if err := json.Unmarshal(content, &m); err != nil {
			c.t.Fatal(err)
		}
		if is(m) {
			return m
		}
		c.got = append(c.got, m)
	}
}

func (c *client) open(name string) {
	c.t.Helper()
	c.openText(name, c.text(name))
}

func (c *client) openText(name, text string) {
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": c.uri(name), "languageId": "hcl", "version": 1, "text": text,
	}})
}

// change replaces the whole text of a document.
func (c *client) change(name string, version int, text string) {
	c.edit(name, version, map[string]any{"text": text})
}

func (c *client) edit(name string, version int, changes ...any) {
	c.tell("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": c.uri(name), "version": version}, "contentChanges": changes,
	})
}

func at(line, character int) map[string]any {
	return map[string]any{"line": line, "character": character}
}

func between(line, from, to int) map[string]any {
	return map[string]any{"start": at(line, from), "end": at(line, to)}
}

// diagnostics waits for the diagnostics of a document at a version; 0 for one that is not open.
func (c *client) diagnostics(name string, version int) []Diagnostic {
	c.t.Helper()
	var p publishDiagnosticsParams
	c.wait(fmt.Sprintf("diagnostics of %s at version %d", name, version), func(m message) bool {
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		p = publishDiagnosticsParams{}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			c.t.Fatal(err)
		}
		return p.URI == c.uri(name) && (version == 0 && p.Version == nil || p.Version != nil && *p.Version == version)
	})
	return p.Diagnostics
}

// list shows diagnostics one a line: place, severity, code, the message's first line.
func list(ds []Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		text, _, _ := strings.Cut(d.Message, "\n")
		fmt.Fprintf(&b, "%d:%d-%d:%d %d %s %s\n", d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character, d.Severity, d.Code, text)
	}
	return b.String()
}

func into[T any](c *client, m message) T {
	c.t.Helper()
	var out T
	if m.Error != nil {
		c.t.Fatalf("refused: %d %s", m.Error.Code, m.Error.Message)
	}
	if err := json.Unmarshal(m.Result, &out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

// checking is a Config whose backends say the same of every topology.
func checking(check func(context.Context, *schema.Topology) diag.List) Config {
	return Config{Check: func(ctx context.Context, _ *source.Folder, t *schema.Topology) diag.List { return check(ctx, t) }}
}
