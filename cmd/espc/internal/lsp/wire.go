package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// Bounds of what a client may send: a header's line and number of lines, and a message. A message holds at most one file of 32 MiB,
// and JSON may need some bytes more for each of its own.
const (
	maxHeaderLine  = 4 << 10
	maxHeaderLines = 32
	maxMessage     = 128 << 20
)

// message is one JSON-RPC message of either side: a request has a method and an id, a notification a method alone, a
// response an id alone.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

// errTooLarge is a message over maxMessage. It was skipped, and the next one can be read.
var errTooLarge = errors.New("the message is too large")

// conn reads and writes messages framed by Content-Length headers. One goroutine reads; any may write.
type conn struct {
	in  *bufio.Reader
	mu  sync.Mutex
	out *bufio.Writer
}

func newConn(in io.Reader, out io.Writer) *conn {
	return &conn{in: bufio.NewReaderSize(in, 64<<10), out: bufio.NewWriterSize(out, 64<<10)}
}

// read returns the next message's content. io.EOF is the end between two messages; any other error but errTooLarge means
// that nobody knows where the next message starts.
func (c *conn) read() ([]byte, error) {
	length, err := c.header()
	if err != nil {
		return nil, err
	}
	if length > maxMessage {
		if _, err := io.CopyN(io.Discard, c.in, int64(length)); err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		return nil, errTooLarge
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(c.in, content); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return content, nil
}

// received is what read returns.
type received struct {
	content []byte
	err     error
}

// messages reads messages until ctx is done or no next one can be read. A read of what a client does not write can't be ended, so
// it is left behind where ctx is done.
func (c *conn) messages(ctx context.Context) <-chan received {
	out := make(chan received)
	go func() {
		for {
			content, err := c.read()
			select {
			case out <- received{content, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, errTooLarge) {
				return
			}
		}
	}()
	return out
}

// header reads a message's header and returns the length of its content in bytes.
func (c *conn) header() (int, error) {
	length := -1
	for n := 0; ; n++ {
		line, err := c.line()
		switch {
		case errors.Is(err, io.EOF) && n == 0 && line == "":
			return 0, io.EOF
		case errors.Is(err, io.EOF):
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case line == "" && length >= 0:
			return length, nil
		case line == "":
			return 0, errors.New("a message's header has no Content-Length")
		case n == maxHeaderLines:
			return 0, errors.New("a message's header has too many lines")
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return 0, fmt.Errorf("a message's header has the line %.60q", line)
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31)
			if err != nil {
				return 0, fmt.Errorf("a message's Content-Length is %.60q", value)
			}
			length = int(n)
		}
	}
}

// line reads a line without its end.
func (c *conn) line() (string, error) {
	var line []byte
	for {
		part, err := c.in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxHeaderLine:
			return "", errors.New("a message's header has too long a line")
		case err == nil:
			return strings.TrimRight(string(line), "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return string(line), err
		}
	}
}

// write writes one message. A client that is gone is met when reading, so errors are not reported here.
func (c *conn) write(m message) {
	m.Version = "2.0"
	content, err := json.Marshal(m)
	if err != nil { // a result that is no JSON is a mistake of ours
		content = []byte(`{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"the answer can't be written as JSON"}}`)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.out, "Content-Length: %d\r\n\r\n", len(content))
	_, _ = c.out.Write(content)
	_ = c.out.Flush()
}

// respond answers a request with a result or an error.
func (c *conn) respond(id json.RawMessage, result any, failed *Error) {
	m := message{ID: id, Error: failed}
	if len(id) == 0 {
		m.ID = json.RawMessage("null")
	}
	if failed == nil {
		var err error
		if m.Result, err = json.Marshal(result); err != nil {
			m.Error = &Error{Code: InternalError, Message: "the answer can't be written as JSON"}
		}
	}
	c.write(m)
}

// notify sends a notification.
func (c *conn) notify(method string, params any) {
	content, err := json.Marshal(params)
	if err != nil {
		return
	}
	c.write(message{Method: method, Params: content})
}
