package lsp

import (
	"context"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"espc.dev/compiler/source"
)

// pause is how long a topology waits after a change for another one: what an editor sends at once is compiled once.
const pause = 5 * time.Millisecond

// topology is a topology with open documents. A goroutine of its own compiles it after each change.
type topology struct {
	root   string
	memory *source.Memory
	kick   chan struct{}
	stop   context.CancelFunc

	mu     sync.Mutex
	cancel context.CancelFunc // of the compiling under way
	good   *Analysis          // the last with a topology
	shown  *shown             // what the client was shown
}

// name returns a path's name in the topology's folder, as diag.File has it.
func (t *topology) name(path string) string { return nameIn(t.root, path) }

func (t *topology) lastGood() *Analysis {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.good
}

// topologyOf returns the topology that a file belongs to among those that are open, or nil.
func (s *Server) topologyOf(path string) *topology {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out *topology
	for root, t := range s.topologies {
		if within(root, path) && (out == nil || len(root) > len(out.root)) {
			out = t
		}
	}
	return out
}

// topologyAt returns the open topology of a folder, or nil.
func (s *Server) topologyAt(root string) *topology {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.topologies[root]
}

// changed brings the open topologies in line with the open documents after one of a path changed, and compiles those that the path
// belongs to.
func (s *Server) changed(path string) {
	s.mu.Lock()
	open := make([]string, 0, len(s.documents))
	for p := range s.documents {
		open = append(open, p)
	}
	s.mu.Unlock()
	roots := map[string]bool{}
	for _, p := range open {
		if root := s.rootOf(p); root != "" {
			roots[root] = true
		}
	}
	s.mu.Lock()
	var gone []*topology
	for root, t := range s.topologies {
		if !roots[root] {
			gone = append(gone, t)
			delete(s.topologies, root)
		}
	}
	var due []*topology
	for root := range roots {
		t := s.topologies[root]
		if t == nil {
			t = s.start(root)
			s.topologies[root] = t
			due = append(due, t)
		} else if within(root, path) {
			due = append(due, t)
		}
	}
	s.mu.Unlock()
	for _, t := range gone {
		t.stop()
	}
	for _, t := range due {
		t.due()
	}
}

// due has the topology compiled anew.
func (t *topology) due() {
	t.mu.Lock()
	if t.cancel != nil {
		t.cancel()
	}
	t.mu.Unlock()
	select {
	case t.kick <- struct{}{}:
	default: // it is due already
	}
}

// start starts a topology's goroutine. The server's lock is held.
func (s *Server) start(root string) *topology {
	ctx, stop := context.WithCancel(context.Background())
	t := &topology{root: root, kick: make(chan struct{}, 1), stop: stop, memory: source.NewMemory(), shown: &shown{sent: map[string]string{}}}
	s.running.Go(func() {
		for {
			select {
			case <-ctx.Done():
				s.clear(t)
				s.outlines.forget(t.root)
				return
			case <-t.kick:
			}
			select {
			case <-ctx.Done():
			case <-time.After(pause):
				select {
				case <-t.kick:
				default:
				}
				s.compile(ctx, t)
			}
		}
	})
	return t
}

// compile compiles a topology and shows the client what there is to say.
func (s *Server) compile(ctx context.Context, t *topology) {
	defer func() {
		if r := recover(); r != nil {
			s.logf("%s: panic: %v\n%s", t.root, r, debug.Stack())
		}
	}()
	t.mu.Lock()
	ctx, cancel := context.WithCancel(ctx)
	t.cancel = cancel
	t.mu.Unlock()
	defer cancel()
	a, f := s.analyse(ctx, t.root, s.buffers(t.root), t.memory, func(a *Analysis, f findings) { s.publish(t, a, f, false) })
	if ctx.Err() == nil {
		s.publish(t, a, f, true)
	}
}

// stop ends all that runs and waits for it.
func (s *Server) stop() {
	s.mu.Lock()
	for _, t := range s.topologies {
		t.stop()
	}
	for _, cancel := range s.calls {
		cancel()
	}
	s.mu.Unlock()
	s.running.Wait()
}

// addFolders adds workspace folders.
func (s *Server) addFolders(folders []workspaceFolder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range folders {
		if path, ok := pathOf(f.URI); ok && !slices.Contains(s.folders, path) {
			s.folders = append(s.folders, path)
		}
	}
}

// didChangeWorkspaceFoldersParams are those of workspace/didChangeWorkspaceFolders.
type didChangeWorkspaceFoldersParams struct {
	Event struct {
		Added   []workspaceFolder `json:"added"`
		Removed []workspaceFolder `json:"removed"`
	} `json:"event"`
}

func (s *Server) didChangeWorkspaceFolders(p didChangeWorkspaceFoldersParams) {
	s.mu.Lock()
	for _, f := range p.Event.Removed {
		if path, ok := pathOf(f.URI); ok {
			s.folders = slices.DeleteFunc(s.folders, func(have string) bool { return have == path })
		}
	}
	s.mu.Unlock()
	s.addFolders(p.Event.Added)
	s.changed("")
}

// watched are the files whose changes on the disk the client tells: what a topology is written in and what it reads.
const watched = "**/*.{hcl,cue,jsonnet,libsonnet,json,yaml,yml}"

// watchFiles asks the client to tell of files that other programs change.
func (s *Server) watchFiles() {
	if !s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		return
	}
	s.ask("client/registerCapability", map[string]any{"registrations": []any{map[string]any{
		"id": "espc-files", "method": "workspace/didChangeWatchedFiles",
		"registerOptions": map[string]any{"watchers": []any{map[string]any{"globPattern": watched}}},
	}}})
}

// didChangeWatchedFilesParams are those of workspace/didChangeWatchedFiles.
type didChangeWatchedFilesParams struct {
	Changes []struct {
		URI string `json:"uri"`
	} `json:"changes"`
}

func (s *Server) didChangeWatchedFiles(p didChangeWatchedFilesParams) {
	for _, c := range p.Changes {
		if path, ok := pathOf(c.URI); ok && !strings.Contains(filepath.ToSlash(path), "/deploy/") {
			s.changed(path)
		}
	}
}
