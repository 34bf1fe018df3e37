package lsp

import "slices"

// document is an open document: what the client shows of a file, saved or not. It is replaced by another at every change.
type document struct {
	uri     string // as the client writes it
	path    string
	version int
	text    *text
	// stamp is another one for every text that any document ever had.
	stamp int64
}

// didOpenParams are those of textDocument/didOpen.
type didOpenParams struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
		Text    string `json:"text"`
	} `json:"textDocument"`
}

// didChangeParams are those of textDocument/didChange.
type didChangeParams struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
	} `json:"textDocument"`
	ContentChanges []contentChange `json:"contentChanges"`
}

// contentChange replaces a range, or the whole text where there is none.
type contentChange struct {
	Range *Range `json:"range"`
	Text  string `json:"text"`
}

// didCloseParams are those of textDocument/didClose and didSave.
type didCloseParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
}

func (s *Server) didOpen(p didOpenParams) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok { // of another machine, or a view that is no file
		return
	}
	s.setDocument(&document{uri: p.TextDocument.URI, path: path, version: p.TextDocument.Version, text: newText([]byte(p.TextDocument.Text))})
	s.changed(path)
}

// didChange applies changes one after another, each to the text that the one before left.
func (s *Server) didChange(p didChangeParams) {
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return
	}
	next := &document{uri: d.uri, path: d.path, version: p.TextDocument.Version, text: d.text}
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			next.text = newText([]byte(c.Text))
			continue
		}
		start, end := next.text.span(s.encoding, *c.Range)
		next.text = newText(slices.Concat(next.text.data[:start], []byte(c.Text), next.text.data[end:]))
	}
	s.setDocument(next)
	s.changed(d.path)
}

// didSave reads again what is on the disk beside the document: the topology may have met a file that another program writes.
func (s *Server) didSave(p didCloseParams) {
	if d := s.document(p.TextDocument.URI); d != nil {
		s.changed(d.path)
	}
}

func (s *Server) didClose(p didCloseParams) {
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return
	}
	s.mu.Lock()
	delete(s.documents, d.path)
	s.mu.Unlock()
	s.changed(d.path)
}

// document returns an open document by its URI, or nil.
func (s *Server) document(uri string) *document {
	path, ok := pathOf(uri)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.documents[path]
}

func (s *Server) setDocument(d *document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stamp++
	d.stamp = s.stamp
	s.documents[d.path] = d
}

// uri returns the URI of a file, the client's own where the file is open.
func (s *Server) uri(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.documents[path]; d != nil {
		return d.uri
	}
	return uriOf(path)
}
