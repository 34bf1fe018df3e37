package source

import (
	"io/fs"
	"sync"
	"time"

	"espc.dev/schema/diag"
)

// forgetAfter is after how many readings of the folder a file is forgotten that none of them asked for. A topology that does not
// parse for a while asks for few.
const forgetAfter = 100

// Memory keeps files from one reading of a folder to the next, as long as their size and the time of their last change stay the
// same. A program that compiles a folder again and again has one for each. It is safe for concurrent use.
type Memory struct {
	mu    sync.Mutex
	files map[string]*remembered
	round int
}

// remembered is a file as it was read, and in which reading it was asked for last.
type remembered struct {
	file *diag.File
	made any
	// before is what was made of the file before it changed.
	before any
	size   int64
	at     time.Time
	round  int
}

// NewMemory returns a Memory that knows nothing yet.
func NewMemory() *Memory { return &Memory{files: map[string]*remembered{}} }

// Remembering returns the folder with a memory; nil is none.
func (f *Folder) Remembering(m *Memory) *Folder {
	out := *f
	out.memory = m
	if m != nil {
		m.begin()
	}
	return &out
}

// begin starts a reading.
func (m *Memory) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.round++
	for name, r := range m.files {
		if r.round+forgetAfter < m.round {
			delete(m.files, name)
		}
	}
}

// Recall returns what Keep was given for a file, as long as the file is the same; else nil, and always without a memory.
func (f *Folder) Recall(file *diag.File) any {
	if f == nil || f.memory == nil {
		return nil
	}
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	if r := f.memory.files[file.Name]; r != nil && r.file == file {
		return r.made
	}
	return nil
}

// RecallBefore returns what Keep was given for a file of the same name the last time that it was another one.
func (f *Folder) RecallBefore(file *diag.File) any {
	if f == nil || f.memory == nil {
		return nil
	}
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	if r := f.memory.files[file.Name]; r != nil && r.file == file {
		return r.before
	}
	return nil
}

// Keep has the folder's memory, if there is one, keep what was made of a file for the next readings: something that does not change.
// Only the front end that parses a file keeps something of it.
func (f *Folder) Keep(file *diag.File, made any) {
	if f == nil || f.memory == nil {
		return
	}
	f.memory.mu.Lock()
	defer f.memory.mu.Unlock()
	if r := f.memory.files[file.Name]; r != nil && r.file == file {
		r.made, r.before = made, nil
	}
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
	next := &remembered{file: file, size: info.Size(), at: info.ModTime(), round: m.round}
	if last := m.files[p]; last != nil {
		next.before = last.made
		if last.made == nil { // nobody got to parse that one
			next.before = last.before
		}
	}
	m.files[p] = next
}
