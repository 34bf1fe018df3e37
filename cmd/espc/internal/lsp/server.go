// Package lsp is the language server: it speaks the Language Server Protocol 3.17 over two streams, keeps the topologies that are
// open compiled, and answers from what the compiler knows.
//
// One goroutine reads messages. Notifications are done in their order before the next message is read; a request is
// answered in a goroutine of its own, from the documents as they were when it came or newer. Every topology has one more
// goroutine that compiles it after a change (topology.go).
package lsp

import (
	"context"
	"io"
	"io/fs"
	"sync"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// Config is what the server takes from the command around it.
type Config struct {
	// Version is that of espc.
	Version string
	// Library holds the files that come with espc.
	Library fs.FS
	// Vars are the variables that are given from outside (ESPC_VAR_k, --var, --var-file).
	Vars frontend.Vars
	// Open parses a topology's folder; compiler.Open if it is nil.
	Open func(*source.Folder) (*compiler.Project, diag.List)
	// Check says what the backends of a compiled topology's environment have against it: all that `espc validate` says
	// after compiling.
	Check func(context.Context, *source.Folder, *schema.Topology) diag.List
	// Log gets a line for each thing that a person who looks for a fault wants to know.
	Log io.Writer
}

// Server is one server for one client.
type Server struct {
	config Config
	conn   *conn
	state  state
	// encoding and client are set by initialize and stay.
	encoding encoding
	client   clientCapabilities

	mu         sync.Mutex
	documents  map[string]*document // by path
	stamp      int64
	folders    []string             // workspace folders, as paths
	topologies map[string]*topology // by the path of the folder
	calls      map[string]context.CancelFunc
	asked      int // requests to the client so far

	running  sync.WaitGroup
	logging  sync.Mutex
	outlines outlines
}

// New returns a server.
func New(config Config) *Server {
	if config.Open == nil {
		config.Open = compiler.Open
	}
	if config.Check == nil {
		config.Check = func(context.Context, *source.Folder, *schema.Topology) diag.List { return nil }
	}
	if config.Log == nil {
		config.Log = io.Discard
	}
	return &Server{
		config: config, encoding: utf16Encoding,
		documents: map[string]*document{}, topologies: map[string]*topology{}, calls: map[string]context.CancelFunc{},
	}
}
