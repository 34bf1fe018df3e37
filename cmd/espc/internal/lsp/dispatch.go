package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
)

// maxCalls is how many requests are answered at once. One more is refused: a client with so many asks faster than it reads.
const maxCalls = 256

// handler answers one method; of a notification nobody reads what it returns.
type handler func(ctx context.Context, params json.RawMessage) (any, error)

// asks is the handler of a request.
func asks[P, R any](f func(context.Context, P) (R, error)) handler {
	return func(ctx context.Context, params json.RawMessage) (any, error) {
		var p P
		if err := decode(params, &p); err != nil {
			return nil, err
		}
		return f(ctx, p)
	}
}

// tells is the handler of a notification.
func tells[P any](f func(P)) handler {
	return func(_ context.Context, params json.RawMessage) (any, error) {
		var p P
		if err := decode(params, &p); err != nil {
			return nil, err
		}
		f(p)
		return nil, nil
	}
}

func decode(params json.RawMessage, into any) error {
	if len(params) == 0 {
		return nil
	}
	if err := json.Unmarshal(params, into); err != nil {
		return failf(InvalidParams, "the params are not as the protocol has them: %s", err)
	}
	return nil
}

// notifications returns the handlers of what the client tells.
func (s *Server) notifications() map[string]handler {
	return map[string]handler{
		"initialized":                         tells(func(struct{}) { s.watchFiles() }),
		"textDocument/didOpen":                tells(s.didOpen),
		"textDocument/didChange":              tells(s.didChange),
		"textDocument/didSave":                tells(s.didSave),
		"textDocument/didClose":               tells(s.didClose),
		"workspace/didChangeWatchedFiles":     tells(s.didChangeWatchedFiles),
		"workspace/didChangeWorkspaceFolders": tells(s.didChangeWorkspaceFolders),
		"$/cancelRequest":                     tells(s.cancelRequest),
	}
}

// Run serves a client until it says exit, its stream ends or ctx does. It returns nil after a shutdown that was asked for, else
// why the conversation ended.
func (s *Server) Run(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer s.stop()
	defer cancel()
	s.conn = newConn(in, out)
	notifications, requests := s.notifications(), s.requests()
	messages := s.conn.messages(ctx)
	for {
		var content []byte
		var err error
		select {
		case <-ctx.Done(): // whether or not the client says something once more
			return context.Cause(ctx)
		case m := <-messages:
			content, err = m.content, m.err
		}
		switch {
		case errors.Is(err, errTooLarge):
			s.conn.respond(nil, nil, failf(InvalidRequest, "%s: it may have %d MiB", err, maxMessage>>20))
			continue
		case errors.Is(err, io.EOF) && s.state == down:
			return nil
		case errors.Is(err, io.EOF):
			return errors.New("the client is gone without asking for shutdown")
		case err != nil:
			return err
		}
		var m message
		if err := json.Unmarshal(content, &m); err != nil {
			code := InvalidRequest // JSON of another form: a batch, say
			if !json.Valid(content) {
				code = ParseError
			}
			s.conn.respond(nil, nil, failf(code, "the message is no JSON-RPC message: %s", err))
			continue
		}
		if m.Method == "exit" && len(m.ID) == 0 {
			if s.state != down {
				return errors.New("the client said exit before shutdown")
			}
			return nil
		}
		s.receive(ctx, m, notifications, requests)
	}
}

// receive does what one message asks for.
func (s *Server) receive(ctx context.Context, m message, notifications, requests map[string]handler) {
	null := len(m.ID) == 0 || bytes.Equal(m.ID, []byte("null"))
	switch {
	case m.Method == "" && len(m.ID) > 0 && (m.Result != nil || m.Error != nil): // an answer to what the server asked
		if m.Error != nil {
			s.logf("the client answers: %s", m.Error.Message)
		}
	case m.Method == "":
		s.conn.respond(m.ID, nil, failf(InvalidRequest, "the message has no method"))
	case null:
		h := notifications[m.Method]
		if h == nil || s.state != initialized { // as the protocol has it, dropped without an answer
			return
		}
		if _, err := s.call(ctx, h, m); err != nil {
			s.logf("%s: %s", m.Method, err)
		}
	default:
		s.request(ctx, m, requests)
	}
}

// request answers a request, or refuses it when it comes at the wrong time.
func (s *Server) request(ctx context.Context, m message, requests map[string]handler) {
	refuse := func(code int, format string, args ...any) { s.conn.respond(m.ID, nil, failf(code, format, args...)) }
	switch {
	case s.state == waiting && m.Method != "initialize":
		refuse(ServerNotInitialized, "initialize comes first")
		return
	case s.state == down:
		refuse(InvalidRequest, "the server is shut down: exit is all that may come")
		return
	case s.state == initialized && m.Method == "initialize":
		refuse(InvalidRequest, "initialize comes once")
		return
	}
	switch h := requests[m.Method]; {
	case m.Method == "initialize": // in order: what comes next goes by it
		result, err := s.call(ctx, asks(s.initialize), m)
		if err == nil {
			s.state = initialized
		}
		s.answer(m, result, err)
	case m.Method == "shutdown":
		s.state = down
		s.conn.respond(m.ID, nil, nil)
	case h == nil:
		refuse(MethodNotFound, "there is no method %.100q", m.Method)
	default:
		ctx, ok := s.begin(ctx, m)
		if !ok {
			refuse(ServerCancelled, "there are more than %d requests at once, or two of one id", maxCalls)
			return
		}
		s.running.Go(func() {
			defer s.end(m)
			result, err := s.call(ctx, h, m)
			if ctx.Err() != nil {
				err = failf(RequestCancelled, "the request was cancelled")
			}
			s.answer(m, result, err)
		})
	}
}

// answer answers a request with a result or an error.
func (s *Server) answer(m message, result any, err error) {
	var known *Error
	switch {
	case err == nil:
		s.conn.respond(m.ID, result, nil)
	case errors.As(err, &known):
		s.conn.respond(m.ID, nil, known)
	default:
		s.conn.respond(m.ID, nil, failf(RequestFailed, "%s", err))
	}
}

// call runs a handler. A fault in one is an answer and a line in the log, and no end of the server.
func (s *Server) call(ctx context.Context, h handler, m message) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			s.logf("%s: panic: %v\n%s", m.Method, r, debug.Stack())
			result, err = nil, failf(InternalError, "%s failed: %v", m.Method, r)
		}
	}()
	return h(ctx, m.Params)
}

// begin notes a request that can be cancelled. It is false where that is one too many.
func (s *Server) begin(ctx context.Context, m message) (context.Context, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := string(m.ID)
	if len(s.calls) >= maxCalls || s.calls[id] != nil {
		return nil, false
	}
	ctx, s.calls[id] = context.WithCancel(ctx)
	return ctx, true
}

func (s *Server) end(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[string(m.ID)]()
	delete(s.calls, string(m.ID))
}

// cancelParams are those of $/cancelRequest.
type cancelParams struct {
	ID json.RawMessage `json:"id"`
}

func (s *Server) cancelRequest(p cancelParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.calls[string(p.ID)]; cancel != nil {
		cancel()
	}
}

// ask sends a request to the client. What it answers is not waited for.
func (s *Server) ask(method string, params any) {
	s.mu.Lock()
	s.asked++
	id := fmt.Sprintf(`"espc-%d"`, s.asked)
	s.mu.Unlock()
	content, err := json.Marshal(params)
	if err != nil {
		return
	}
	s.conn.write(message{ID: json.RawMessage(id), Method: method, Params: content})
}

// logf writes a line into the log.
func (s *Server) logf(format string, args ...any) {
	s.logging.Lock()
	defer s.logging.Unlock()
	fmt.Fprintf(s.config.Log, "espc lsp: "+format+"\n", args...)
}
