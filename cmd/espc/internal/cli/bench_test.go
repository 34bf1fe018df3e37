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

// services writes a topology of n services, each of which becomes six objects and calls the next.
func services(b *testing.B, n int) string {
	b.Helper()
	var s strings.Builder
	s.WriteString("topology \"bench\" {}\n")
	for i := range n {
		calls := ""
		if i+1 < n {
			calls = fmt.Sprintf("  calls  = [microservice.svc-%d]\n", i+1)
		}
		fmt.Fprintf(&s, `
microservice "svc-%d" {
  image  = "registry.example.com/svc-%d:1.0.0"
  port   = 8080
  memory = "256Mi"
  cpu    = "100m"
%s  env = {
    INDEX     = "%d"
    LOG_LEVEL = "info"
  }
  scale {
    min = 2
    max = 10
  }
}
`, i, i, calls, i)
	}
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.hcl"), []byte(s.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return dir
}

func benchmark(b *testing.B, n int, args ...string) {
	dir := services(b, n)
	b.ReportAllocs()
	for b.Loop() {
		if code := Run(context.Background(), append(args, dir), IO{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Dir: "."}); code != 0 {
			b.Fatalf("exit %d", code)
		}
	}
}

func BenchmarkCompile100(b *testing.B)  { benchmark(b, 100, "compile", "--stdout") }
func BenchmarkCompile1000(b *testing.B) { benchmark(b, 1000, "compile", "--stdout") }
func BenchmarkValidate1000(b *testing.B) {
	benchmark(b, 1000, "validate")
}

func BenchmarkPlanOfNothing1000(b *testing.B) {
	dir := services(b, 1000)
	stdio := IO{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Dir: "."}
	if code := Run(context.Background(), []string{"apply", "--auto-approve", dir}, stdio); code != 0 {
		b.Fatalf("exit %d", code)
	}
	for b.Loop() {
		if code := Run(context.Background(), []string{"plan", dir}, stdio); code != 0 {
			b.Fatalf("exit %d", code)
		}
	}
}
