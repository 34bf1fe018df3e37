package source

import (
	"io/fs"
	"sync"
	"time"

	"espc.dev/schema/diag"
)

// Memory keeps files from one reading of a folder to the next, as long as their size and the time of their last change stay the
// same. A program that compiles a folder again and again has one for each. It is safe for concurrent use.
type Memory struct {
	mu    sync.Mutex
	files map[string]*remembered
	round int
}

// remembered is a file as it was read, and when it was asked for last.
type remembered struct {
	file  *diag.File
	size  int64
	at    time.Time
	round int
}

// NewMemory returns a Memory that knows nothing yet.
func NewMemory() *Memory { return &Memory{files: map[string]*remembered{}} }

// Remembering returns the folder with a memory; nil is none. What was not asked for since the folder before was made is forgotten.
func (f *Folder) Remembering(m *Memory) *Folder {
	out := *f
	out.memory = m
	if m != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		for name, r := range m.files {
			if r.round < m.round {
				delete(m.files, name)
			}
		}
		m.round++
	}
	return &out
}

// known returns a file as it was read before, nil where it may be another one now.
func (m *Memory) known(p string, info fs.FileInfo) *diag.File {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.files[p]
	if r == nil || r.size != info.Size() || !r.at.Equal(info.ModTime()) {
		return nil
	}
	r.round = m.round
	return r.file
}

func (m *Memory) keep(p string, info fs.FileInfo, file *diag.File) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[p] = &remembered{file: file, size: info.Size(), at: info.ModTime(), round: m.round}
}
