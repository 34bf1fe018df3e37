package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// functions writes a topology of n functions that both backends take: each has a source of its own and calls another; every
// tenth is on a schedule, and every tenth is behind a route.
func functions(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	write := func(name, content string) {
		b.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	var s strings.Builder
	s.WriteString(`
topology "bench" {}
gateway "edge" {}
secret "token" {
  key = "token"
  property = "value"
}
service_endpoint "pay" {
  urls = ["https://pay.example.com/v1"]
}
environment "cluster" {
  backend "kubernetes" {}
}
environment "cloud" {
  backend "aws" {}
}
`)
	for i := range n {
		calls := "service_endpoint.pay"
		switch i % 10 {
		case 1:
			fmt.Fprintf(&s, "schedule \"at-%d\" {\n  cron = \"0 3 * * *\"\n  to   = function.fn-%d\n}\n", i, i)
		case 0:
			fmt.Fprintf(&s, "api_endpoint \"to-%d\" {\n  gateway = gateway.edge\n  paths   = [\"/fn/%d\"]\n  methods = [\"GET\"]\n  to      = function.fn-%d\n}\n", i, i, i)
		}
		next := i + 1
		if next%10 == 1 { // one on a schedule gets events, and is not called
			next++
		}
		if next < n {
			calls = fmt.Sprintf("function.fn-%d, %s", next, calls)
		}
		fmt.Fprintf(&s, `
function "fn-%d" {
  runtime = "nodejs24"
  source  = "./src/fn-%d"
  memory  = "256Mi"
  calls   = [%s]
  env = {
    INDEX     = "%d"
    LOG_LEVEL = "info"
    TOKEN     = secret.token
  }
}
`, i, i, calls, i)
		write(fmt.Sprintf("src/fn-%d/index.js", i),
			fmt.Sprintf("const { call } = require('espc');\n\nexports.handler = async () => {\n  await call('service_endpoint.pay', { body: %d });\n};\n", i))
	}
	write("app.hcl", s.String())
	return dir
}

// benchmarkBackend compiles a thousand functions into a folder that does not stand yet: the two backends read the same
// topology and the same sources. To compile to AWS takes at most twice as long as to Kubernetes.
func benchmarkBackend(b *testing.B, environment string) {
	dir := functions(b, 1000)
	out := filepath.Join(dir, "out")
	b.ReportAllocs()
	for b.Loop() {
		args := []string{"compile", "--out", out, "-e", environment, dir}
		if code := Run(context.Background(), args, IO{In: strings.NewReader(""), Out: io.Discard, Err: os.Stderr, Dir: "."}); code != 0 {
			b.Fatalf("exit %d", code)
		}
		b.StopTimer()
		if err := os.RemoveAll(out); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func BenchmarkCompileToKubernetes1000(b *testing.B) { benchmarkBackend(b, "cluster") }
func BenchmarkCompileToAWS1000(b *testing.B)        { benchmarkBackend(b, "cloud") }
