package cue

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// bombs are packages that a bounded evaluation ends, with what is told.
var bombs = map[string]struct{ text, want string }{
	"range": {"import \"list\"\na: list.Range(0, 1000000000, 1)", "E0129"},
	"comprehension": {
		"import \"list\"\nl: list.Range(0, 1000, 1)\na: [for x in l for y in l for z in l {x}]", "E0129"},
	"lists of lists": {doubling("a0: [0,0,0,0,0,0,0,0]\n", "[A,A,A,A,A,A,A,A]"), "E0129"},
	"string":         {doubling("a0: \"xxxxxxxx\"\n", "A+A+A+A+A+A+A+A"), "E0129"},
	"repeat":         {"import \"strings\"\na: strings.Repeat(\"x\", 1000000000)", "E0128"},
	"recursion":      {"#F: {n: int, out: (#F & {n: n+1}).out}\na: #F & {n: 0}", "E0132"},
}

// doubling writes nine fields, each made of the one before by a pattern in which A stands for it.
func doubling(first, pattern string) string {
	var b strings.Builder
	b.WriteString(first)
	for i := range 9 {
		b.WriteString("a" + string(rune('1'+i)) + ": " + strings.ReplaceAll(pattern, "A", "a"+string(rune('0'+i))) + "\n")
	}
	return b.String()
}

// Each bomb runs in a process of its own, since an evaluation that was given up goes on until its process ends.
func TestBombsEndInADiagnostic(t *testing.T) {
	if name := os.Getenv("ESPC_TEST_BOMB"); name != "" {
		evaluateBomb(bombs[name].text)
	}
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=TestBombsEndInADiagnostic")
			cmd.Env = append(os.Environ(), "ESPC_TEST_BOMB="+name)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), bomb.want) {
				t.Errorf("want %s, got %v\n%s", bomb.want, err, out)
			}
		})
	}
}

func evaluateBomb(text string) {
	folder := source.New(fstest.MapFS{"shop.cue": {Data: []byte(text), Mode: 0o644}})
	f, err := folder.Read("shop.cue")
	if err != nil {
		panic(err)
	}
	u, ds := Language{}.Parse(folder, []*diag.File{f})
	for _, s := range u.(*unit).sites {
		s.loader.limits = func(int) bounded.Limits { return bounded.Limits{Time: 300 * time.Millisecond, Heap: 64 << 20} }
	}
	_, more := u.Documents(context.Background(), nil)
	os.Stdout.WriteString(frontendtest.Diagnostics(append(ds, more...)))
	os.Exit(0)
}
