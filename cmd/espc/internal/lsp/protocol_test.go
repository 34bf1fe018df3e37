package lsp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// code is the code of the error that an answer is, 0 for none.
func code(m message) int {
	if m.Error == nil {
		return 0
	}
	return m.Error.Code
}

func TestARequestBeforeInitializeIsRefused(t *testing.T) {
	c := connect(t, Config{})
	if got := code(c.ask("textDocument/codeAction", map[string]any{})); got != ServerNotInitialized {
		t.Errorf("got %d", got)
	}
	c.openText("main.hcl", "topology {") // dropped
	c.initialize()
	if got := code(c.ask("shutdown", nil)); got != 0 {
		t.Errorf("got %d", got)
	}
}

func TestInitializeComesOnce(t *testing.T) {
	c := open(t, "", Config{})
	if got := code(c.ask("initialize", map[string]any{})); got != InvalidRequest {
		t.Errorf("got %d", got)
	}
}

func TestAfterShutdownNothingIsAnswered(t *testing.T) {
	c := open(t, shop, Config{})
	if m := c.ask("shutdown", nil); code(m) != 0 || string(m.Result) != "null" {
		t.Errorf("got %+v", m)
	}
	if got := code(c.ask("textDocument/codeAction", map[string]any{})); got != InvalidRequest {
		t.Errorf("got %d", got)
	}
	c.tell("exit", nil)
	if err := <-c.done; err != nil {
		t.Errorf("got %v", err)
	}
	c.done <- nil
}

func TestExitWithoutShutdownIsAnError(t *testing.T) {
	c := open(t, shop, Config{})
	c.tell("exit", nil)
	if err := <-c.done; err == nil {
		t.Error("the server ended well")
	}
	c.done <- nil
}

func TestAnUnknownMethodIsRefusedAndAnUnknownNotificationIsNot(t *testing.T) {
	c := open(t, shop, Config{})
	c.tell("$/setTrace", map[string]any{"value": "off"})
	c.tell("textDocument/unheardOf", []int{1})
	if got := code(c.ask("textDocument/unheardOf", map[string]any{})); got != MethodNotFound {
		t.Errorf("got %d", got)
	}
}

func TestParamsOfAnotherFormAreRefused(t *testing.T) {
	c := open(t, shop, Config{})
	if got := code(c.ask("textDocument/codeAction", map[string]any{"range": "all of it"})); got != InvalidParams {
		t.Errorf("got %d", got)
	}
	c.tell("textDocument/didOpen", "x")
	c.tell("textDocument/didChange", map[string]any{"textDocument": 7})
	c.open("main.hcl")
	c.diagnostics("main.hcl", 1)
}

// raw has a server read bytes after initialize and returns all that it writes.
func raw(t *testing.T, input string) (output string, err error) {
	t.Helper()
	initialize := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
	var out bytes.Buffer
	err = New(Config{Log: t.Output()}).Run(context.Background(), strings.NewReader(framed(initialize)+input), &out)
	_, output, _ = strings.Cut(out.String(), "serverInfo")
	return output, err
}

func framed(content string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(content), content)
}

func TestWhatIsNoMessageIsAnsweredByTheProtocol(t *testing.T) {
	for name, test := range map[string]struct {
		content, want string
	}{
		"no JSON":            {`{"jsonrpc":`, `"id":null,"error":{"code":-32700`},
		"nothing":            {``, `"id":null,"error":{"code":-32700`},
		"a batch":            {`[{"jsonrpc":"2.0","id":2,"method":"shutdown"}]`, `"id":null,"error":{"code":-32600`},
		"no method":          {`{"jsonrpc":"2.0","id":2}`, `"id":2,"error":{"code":-32600`},
		"a method of no use": {`{"jsonrpc":"2.0","id":2,"method":{}}`, `"error":{"code":-32600`},
		"no UTF-8":           {"{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"\xff\xfe\"}", `"id":2,"error":{"code":-32601`},
		"an id of its own":   {`{"jsonrpc":"2.0","id":"a b","method":"x"}`, `"id":"a b","error":{"code":-32601`},
		"deep":               {strings.Repeat("[", 100_000), `"id":null,"error":{"code":-32700`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := raw(t, "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"+framed(test.content))
			if !strings.Contains(got, test.want) || err == nil {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}

func TestWhatCantBeFramedEndsTheServer(t *testing.T) {
	for name, input := range map[string]string{
		"a negative length":    "Content-Length: -5\r\n\r\n",
		"a length of no use":   "Content-Length: many\r\n\r\n",
		"a length over all":    "Content-Length: 99999999999999999999\r\n\r\n",
		"no length":            "Content-Type: x\r\n\r\n{}",
		"no header":            "{\"jsonrpc\":\"2.0\"}\r\n\r\n",
		"a long line":          "Content-Length: " + strings.Repeat("1", 1<<20),
		"many lines":           strings.Repeat("X: y\r\n", 100),
		"half a message":       "Content-Length: 50\r\n\r\n{",
		"half a header":        "Content-Le",
		"less than it says":    "Content-Length: 2000000000\r\n\r\n{}",
		"the end of the world": "",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := raw(t, input); err == nil {
				t.Errorf("the server ended well, after %s", got)
			}
		})
	}
}

// zeros is so many bytes of no use.
type zeros struct{ left int }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), z.left)
	z.left -= n
	return n, nil
}

func TestAMessageThatIsTooLargeIsSkipped(t *testing.T) {
	size := maxMessage + 1
	in := io.MultiReader(strings.NewReader(fmt.Sprintf("Content-Length: %d\r\n\r\n", size)), &zeros{size},
		strings.NewReader(framed(`{"jsonrpc":"2.0","id":9,"method":"foo"}`)))
	var out bytes.Buffer
	_ = New(Config{}).Run(context.Background(), in, &out)
	if got := out.String(); !strings.Contains(got, "too large") || !strings.Contains(got, `"id":9,"error":{"code":-32002`) {
		t.Errorf("got %s", got)
	}
}

func TestARequestCanBeCancelled(t *testing.T) {
	c := open(t, shop, Config{})
	id := c.send("textDocument/codeAction", map[string]any{"textDocument": c.id("main.hcl"), "range": between(0, 0, 0), "context": map[string]any{}})
	c.tell("$/cancelRequest", map[string]any{"id": 1000}) // of no request
	c.tell("$/cancelRequest", map[string]any{"id": c.next})
	if got := code(c.answer(id)); got != 0 && got != RequestCancelled {
		t.Errorf("got %d", got)
	}
}

func TestChangesOfDocumentsThatAreNotOpenAreDropped(t *testing.T) {
	c := open(t, shop, Config{})
	c.change("main.hcl", 2, "topology {")
	c.tell("textDocument/didClose", map[string]any{"textDocument": c.id("main.hcl")})
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "untitled:Untitled-1", "version": 1, "text": "topology {"}})
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "file:relative.hcl", "version": 1, "text": "topology {"}})
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "%zz", "version": 1, "text": "topology {"}})
	c.open("main.hcl")
	if got := list(c.diagnostics("main.hcl", 1)); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestPositionsOutsideTheTextAreMovedIntoIt(t *testing.T) {
	c := open(t, shop, Config{})
	c.openText("main.hcl", "topology \"shop\" {}")
	c.edit("main.hcl", 2,
		map[string]any{"range": map[string]any{"start": at(900, 4), "end": at(2, 1)}, "text": "\n"},
		map[string]any{"range": map[string]any{"start": at(0, 900), "end": at(0, 0)}, "text": "topology \"chop\" {"},
	)
	if got := list(c.diagnostics("main.hcl", 2)); !strings.Contains(got, "0:0-0:17 1 E0101") {
		t.Errorf("got %s", got)
	}
}

func TestTheServerEndsWhenItIsToldToWhileItsClientSaysNothing(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	silent, client := io.Pipe()
	defer client.Close()
	done := make(chan error, 1)
	go func() { done <- New(Config{Log: t.Output()}).Run(ctx, silent, io.Discard) }()
	why := errors.New("terminated")
	cancel(why)
	select {
	case err := <-done:
		if !errors.Is(err, why) {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server waits for its client")
	}
}
