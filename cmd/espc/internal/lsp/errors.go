package lsp

import "fmt"

// Codes of errors, as JSON-RPC and the protocol number them.
const (
	ParseError           = -32700
	InvalidRequest       = -32600
	MethodNotFound       = -32601
	InvalidParams        = -32602
	InternalError        = -32603
	ServerNotInitialized = -32002
	RequestCancelled     = -32800
	ContentModified      = -32801
	ServerCancelled      = -32802
	RequestFailed        = -32803
)

// Error is the error that a request is answered with. A handler that returns it decides its code; any other error is answered
// as RequestFailed.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

func failf(code int, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}
