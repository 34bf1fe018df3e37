package wire

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Answer is what came of an evaluation.
type Answer struct {
	Documents   []*tree.Node
	Diagnostics diag.List
}

// AppendAnswer appends the answer to a request. Places in files that are none of the request's are lost.
func AppendAnswer(dst []byte, a Answer, r *Request) []byte {
	p := &places{files: make(map[*diag.File]int, len(r.Files)), origins: make(map[*tree.Origin]int, len(r.origins))}
	for i, f := range r.Files {
		p.files[f] = i + 1
	}
	for i, o := range r.origins {
		p.origins[o] = i
	}
	w := &writer{b: dst}
	w.int(len(a.Documents))
	for _, doc := range a.Documents {
		w.node(doc, p)
	}
	w.int(len(a.Diagnostics))
	for _, d := range a.Diagnostics {
		w.diagnostic(d, p)
	}
	return w.b
}

func (w *writer) diagnostic(d diag.Diagnostic, p *places) {
	w.int(int(d.Severity))
	for _, text := range []string{d.Code, d.Summary, d.Detail, d.Address, d.Fix} {
		w.text(text)
	}
	w.place(d.Subject, p)
	w.place(d.Context, p)
	w.int(len(d.Related))
	for _, r := range d.Related {
		w.text(r.Message)
		w.place(r.Range, p)
	}
}

// ParseAnswer reads the answer to a request. Its places lie in the request's files, and what has its value from a variable has
// the origin of that.
func ParseAnswer(message []byte, r *Request) (Answer, error) {
	in := &treeReader{reader: newReader(message), files: r.Files, origins: r.origins}
	var a Answer
	for n := in.count(); n > 0 && in.err == nil; n-- {
		a.Documents = append(a.Documents, in.node(0))
	}
	for n := in.count(); n > 0 && in.err == nil; n-- {
		a.Diagnostics = append(a.Diagnostics, in.diagnostic())
	}
	if err := in.end(); err != nil {
		return Answer{}, err
	}
	return a, nil
}

func (r *treeReader) diagnostic() diag.Diagnostic {
	var d diag.Diagnostic
	severity := r.int()
	if severity > int(diag.Note) {
		r.fail()
	}
	d.Severity = diag.Severity(severity)
	for _, text := range []*string{&d.Code, &d.Summary, &d.Detail, &d.Address, &d.Fix} {
		*text = r.text()
	}
	d.Subject = r.place()
	d.Context = r.place()
	for n := r.count(); n > 0 && r.err == nil; n-- {
		message := r.text()
		d.Related = append(d.Related, diag.Related{Message: message, Range: r.place()})
	}
	return d
}
