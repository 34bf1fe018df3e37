package jsonnet

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

// bombs are programs that a bounded evaluation ends, with what is told.
var bombs = map[string]struct{ text, want string }{
	"recursion":      {"local f(n) = f(n + 1); { a: f(0) }", "E0129 calls nest"},
	"tail recursion": {"local f(n) = f(n + 1) tailstrict; { a: f(0) }", "E0129"},
	"self reference": {"{ a: self.a }", "E0129 calls nest"},
	"endless object": {"local f(n) = { a: f(n + 1) }; f(0)", "E0129 calls nest"},
	"range":          {"{ a: std.range(0, 2000000000) }", "E0129 list or string of more"},
	"repeat":         {"{ a: std.repeat('x', 2000000000) }", "E0129 list or string of more"},
	"array":          {"{ a: std.length(std.makeArray(2000000000, function(i) i)) }", "E0129 list or string of more"},
	"absurd array":   {"{ a: std.length(std.makeArray(1e15, function(i) i)) }", "E01"},
	"format":         {"{ a: '%100000000000d' % 1 }", "E01"},
	"comprehension":  {"local l = std.range(0, 1000); { a: std.length([1 for x in l for y in l for z in l]) }", "E0129"},
	"string":         {"local f(n) = if n == 0 then 'xxxxxxxx' else (local s = f(n - 1); s + s); { a: f(40) }", "E0129"},
	"object":         {"local f(n) = if n == 0 then {} else (local s = f(n - 1); { a: s, b: s }); { a: f(40) }", "E0129"},
}

// Each bomb runs in a process of its own, since an evaluation that was given up goes on until its process ends.
func TestBombsEndInADiagnostic(t *testing.T) {
	if name := os.Getenv("ESPC_TEST_BOMB"); name != "" {
		evaluateBomb(bombs[name].text, bombs[name].want)
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

// evaluateBomb evaluates a text. What ends by itself, at another bound than the time, has enough of that on a busy machine.
func evaluateBomb(text, want string) {
	limits := bounded.Limits{Time: 300 * time.Millisecond, Heap: 64 << 20}
	if want != "E0129" {
		limits.Time = 10 * time.Second
	}
	folder := source.New(fstest.MapFS{"shop.jsonnet": {Data: []byte(text), Mode: 0o644}})
	f, err := folder.Read("shop.jsonnet")
	if err != nil {
		panic(err)
	}
	u, ds := Language{}.Parse(folder, []*diag.File{f})
	for _, p := range u.(*unit).programs {
		p.loader.limits = func(int) bounded.Limits { return limits }
	}
	_, more := u.Documents(context.Background(), nil)
	os.Stdout.WriteString(frontendtest.Diagnostics(append(ds, more...)))
	os.Exit(0)
}
