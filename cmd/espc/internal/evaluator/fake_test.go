package evaluator

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// The tests' own program evaluates a language whose files say what evaluating them does.
const (
	serveArg  = "serve-for-test"
	parentArg = "parent-for-test"
	version   = "test"
)

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == serveArg:
		if err := Serve(os.Stdin, os.Stdout, version, []frontend.Language{fake{}}, os.Exit); err != nil {
			os.Exit(1)
		}
	case len(os.Args) > 2 && os.Args[1] == parentArg:
		ask(context.Background(), newPool(), bounded.Limits{Time: time.Hour, Heap: 1 << 30}, os.Args[2])
	default:
		os.Exit(m.Run())
	}
}

func newPool() *Pool { return New(os.Args[0], version, serveArg) }

// fake is a language. Its files hold what evaluating them does, and what with.
type fake struct{}

func (fake) Name() string           { return "Fake" }
func (fake) Match(name string) bool { return strings.HasSuffix(name, ".fake") }
func (fake) Parse(_ *source.Folder, files []*diag.File) (frontend.Unit, diag.List) {
	if string(files[0].Data) == "die in parsing" {
		overflow(1)
	}
	return &unit{files}, nil
}

type unit struct{ files []*diag.File }

func (u *unit) Declared() []frontend.Variable { return nil }
func (u *unit) Plain() bool                   { return false }
func (u *unit) Sources() []*diag.File         { return u.files }
func (u *unit) Unbounded(file *diag.File, err error) diag.Diagnostic {
	return diag.EvaluationBound.At(diag.Range{File: file}, "%s", err).WithFix("%v", err)
}

func (u *unit) Environments(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.Documents(ctx, vars)
}

func (u *unit) Documents(ctx context.Context, _ frontend.Vars) ([]*tree.Node, diag.List) {
	file := u.files[0]
	bounded.Note(ctx, file.Name)
	what, with, _ := strings.Cut(string(file.Data), " ")
	var kept [][]byte
	switch what {
	case "pid":
	case "environment":
		return []*tree.Node{tree.NewString(strings.Join(os.Environ(), "\n"))}, nil
	case "spin":
		if with != "" {
			_ = os.WriteFile(with, []byte(strconv.Itoa(os.Getpid())), 0o600)
		}
		for i := 0; ; i++ {
			_ = i
		}
	case "allocate":
		runtime.KeepAlive(make([]byte, 16<<30))
	case "grow":
		for {
			piece := make([]byte, 1<<20)
			for i := range piece {
				piece[i] = 1
			}
			kept = append(kept, piece)
			runtime.KeepAlive(kept)
		}
	case "overflow":
		overflow(1)
	case "panic":
		go panic("oh")
		select {}
	case "exit":
		os.Exit(7)
	case "long":
		return []*tree.Node{tree.NewString(strings.Repeat("x", 70<<20))}, nil
	case "over":
		return nil, diag.List{u.Unbounded(file, bounded.ErrTime)}
	}
	return []*tree.Node{tree.NewString(strconv.Itoa(os.Getpid())).With(tree.At(diag.Range{File: file, End: 3}))}, nil
}

func overflow(n int) int {
	if n < 0 {
		return 0
	}
	return overflow(n+1) + len(strconv.Itoa(n))
}

// answer is what came of a question.
type answer struct {
	text    string
	summary string
	place   diag.Range
	took    time.Duration
}

// ask has a pool evaluate a file.
func ask(ctx context.Context, p *Pool, limits bounded.Limits, what string) answer {
	file := diag.NewFile("a.fake", []byte(what))
	files := []*diag.File{file}
	u := apart.Unit(&unit{files}, "Fake", ".", files, limited{p, limits})
	begin := time.Now()
	docs, ds := u.Documents(ctx, nil)
	a := answer{took: time.Since(begin)}
	if len(docs) > 0 {
		a.text, a.place = docs[0].Text, docs[0].Range()
	}
	if len(ds) > 0 {
		a.summary, a.place = ds[0].Summary, ds[0].Subject
	}
	return a
}

// limited gives each evaluation the same limits.
type limited struct {
	*Pool
	limits bounded.Limits
}

func (l limited) Evaluate(ctx context.Context, _ bounded.Limits, sources, question []byte) ([]byte, string, error) {
	return l.Pool.Evaluate(ctx, l.limits, sources, question)
}
