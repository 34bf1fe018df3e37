package hcl_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	espchcl "espc.dev/compiler/frontend/hcl"
	"espc.dev/schema/diag"
)

// services is a topology of n microservices of a dozen attributes each.
func services(n int) []byte {
	var b strings.Builder
	b.WriteString("topology \"shop\" {}\n")
	for i := range n {
		fmt.Fprintf(&b, `
microservice "svc-%05[1]d" {
  image    = "registry.example.com/shop/svc-%05[1]d:1.%[3]d.0"
  port     = 8080
  protocol = "http"
  memory   = "256Mi"
  cpu      = "100m"
  calls    = [microservice.svc-%05[2]d]
  env = {
    INDEX     = "%[1]d"
    LOG_LEVEL = "info"
  }
  scale {
    min = 1
    max = 10
  }
}
`, i, (i+1)%n, i%10)
	}
	return []byte(b.String())
}

func BenchmarkParseAlone(b *testing.B) {
	data := services(1000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := hclsyntax.ParseConfig(data, "shop.hcl", hcl.InitialPos); problems.HasErrors() {
			b.Fatal(problems)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	data := services(1000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ds := (espchcl.Language{}).Parse(nil, []*diag.File{diag.NewFile("shop.hcl", data)}); len(ds) > 0 {
			b.Fatal(ds)
		}
	}
}

func BenchmarkDocuments(b *testing.B) {
	data := services(1000)
	unit, _ := (espchcl.Language{}).Parse(nil, []*diag.File{diag.NewFile("shop.hcl", data)})
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		docs, ds := unit.Documents(context.Background(), nil)
		if len(docs) != 1001 || len(ds) > 0 {
			b.Fatal(len(docs), ds)
		}
	}
}
