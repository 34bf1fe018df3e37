package jsonnet

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	jsonnet "github.com/google/go-jsonnet"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxStack is how deep calls may nest: the library's own 500, and what writing out the document takes.
const maxStack = 500 + 200

// program is a file with all that it imports, ready to be evaluated.
type program struct {
	loader *loader
	main   *file
	size   int
	// nosy programs may see the fields that tracing adds, so their values come from an evaluation without.
	nosy bool
	// literal is the document of a program that is nothing but data, nil of another.
	literal func() *tree.Node
	// traced and plain are the program as it is evaluated, linked when first needed.
	traced, plain func() (*linked, error)
}

func newProgram(l *loader, main *file) *program {
	p := &program{loader: l, main: main}
	p.literal = sync.OnceValue(p.literalDocument)
	p.traced = sync.OnceValues(func() (*linked, error) { return p.link(true) })
	p.plain = sync.OnceValues(func() (*linked, error) { return p.link(false) })
	for _, f := range p.files() {
		p.size += len(f.src.Data)
		p.nosy = p.nosy || f.nosy
	}
	return p
}

// files returns the main file and all that it imports, each once.
func (p *program) files() []*file {
	seen := map[*file]bool{p.main: true}
	files := []*file{p.main}
	for i := 0; i < len(files); i++ {
		for _, next := range files[i].imports {
			if !seen[next.file] {
				seen[next.file] = true
				files = append(files, next.file)
			}
		}
	}
	return files
}

// run evaluates the program, or with a kind that field alone: the rest may then lack variables. The document is nil when
// there is nothing of the kind, and with errors; err is why it was ended, if it was.
func (p *program) run(ctx context.Context, vars frontend.Vars, kind string) (*tree.Node, diag.List, error) {
	if doc := p.literal(); doc != nil {
		if kind != "" {
			doc = only(doc, kind)
		}
		if doc == nil {
			return nil, nil, nil
		}
		return doc, frontend.CheckDocument(doc), nil
	}
	return p.compute(ctx, vars, kind)
}

// compute evaluates within bounds.
func (p *program) compute(ctx context.Context, vars frontend.Vars, kind string) (*tree.Node, diag.List, error) {
	type result struct {
		doc *tree.Node
		ds  diag.List
	}
	r, err := bounded.Run(ctx, p.loader.limits(p.size), func(ctx context.Context) result {
		doc, ds := p.document(ctx, vars, kind)
		return result{doc, ds}
	})
	if err != nil {
		return nil, diag.List{unbounded(p.main.src, err)}, err
	}
	return r.doc, r.ds, nil
}

func unbounded(file *diag.File, err error) diag.Diagnostic {
	at := diag.Range{File: file}
	var failed *bounded.Panic
	if errors.As(err, &failed) {
		return diag.Evaluation.At(at, "Jsonnet's evaluator gave up on this file").WithFix("write the last change in a simpler way")
	}
	return diag.EvaluationBound.At(at, "evaluating this file %s", err).
		WithFix("look for endless recursion, and for large ranges and repeated strings")
}

func (p *program) document(ctx context.Context, vars frontend.Vars, kind string) (*tree.Node, diag.List) {
	c := &converter{tracer: &tracer{loader: p.loader}}
	values, marks, err := p.evaluate(ctx, p.traced, vars, kind, false)
	if err != nil { // perhaps only since the marks ask for a field that is hidden where it is used; asking that costs much
		values, marks, err = p.evaluate(ctx, p.traced, vars, kind, true)
	}
	if l, linkErr := p.traced(); linkErr == nil && marks != nil {
		c.tracer = l.tracer
	}
	if p.nosy {
		values, _, err = p.evaluate(ctx, p.plain, vars, kind, false)
	}
	switch {
	case err != nil:
		if path, ok := functionPath(err); ok {
			return nil, diag.List{p.function(ctx, vars, path)}
		}
		return nil, diag.List{p.loader.evaluationError(p.main.src, err)}
	case values.Kind == tree.Null && kind != "":
		return nil, nil
	}
	doc := c.document(values, marks, p.main.src)
	if c.ds.HasErrors() {
		return nil, c.ds
	}
	if kind != "" { // a part, which is checked with the whole
		return doc, c.ds
	}
	return doc, append(c.ds, frontend.CheckDocument(doc)...)
}

// evaluate evaluates the program and reads its output: values, and marks in the same shape where it is traced. Carefully,
// the marks touch no field that is not part of the document.
func (p *program) evaluate(ctx context.Context, link func() (*linked, error), vars frontend.Vars, kind string, careful bool) (values, marks *tree.Node, err error) {
	l, err := link()
	if err != nil {
		return nil, nil, err
	}
	vm := jsonnet.MakeVM()
	vm.MaxStack = maxStack
	vm.SetTraceOut(discard{})
	vm.Importer(&importer{loader: p.loader, contents: map[string]jsonnet.Contents{}})
	vm.NativeFunction(&jsonnet.NativeFunction{Name: "espc.check", Func: func([]any) (any, error) { return true, ctx.Err() }})
	for name, v := range vars {
		if v.Kind == tree.String {
			vm.ExtVar(name, v.Text)
		} else {
			vm.ExtCode(name, string(tree.AppendJSON(nil, v, "")))
		}
	}
	vm.ExtVar(kindVariable, kind)
	vm.ExtCode(carefulVariable, strconv.FormatBool(careful))
	out, err := vm.Evaluate(l.root)
	if err != nil {
		return nil, nil, err
	}
	n, ds := data.ParseJSON(diag.NewFile("", []byte(out)))
	if ds.HasErrors() {
		return nil, nil, fmt.Errorf("the output can't be read: %s", ds[0].Summary)
	}
	return n.Items[0], n.Items[1], nil
}

// onlyMarks is the kind that asks for no values.
const onlyMarks = "\x00"

// External variables of the helper: the kind of entities that is asked for, "" for all, and whether to be careful.
const (
	kindVariable    = "\x00kind"
	carefulVariable = "\x00careful"
)

// discard takes the output of std.trace: only the command writes to the terminal.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
