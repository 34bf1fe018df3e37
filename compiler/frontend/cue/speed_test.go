package cue

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// services writes n microservices; with a header it is a package to evaluate.
func services(n int, header string) []byte {
	var b strings.Builder
	b.WriteString("package shop\n\n" + header + "\ntopology: name: \"shop\"\n")
	for i := range n {
		fmt.Fprintf(&b, `
microservice: "svc-%d": {
	image:  "registry.example.com/shop/svc-%d:1.0.0"
	port:   8080
	memory: "256Mi"
	cpu:    "100m"
	env: {
		LOG_LEVEL: "info"
		PEER: {of: "microservice.svc-%d", part: "url"}
	}
	scale: {min: 2, max: 10, cpu_percent: 80}
	health: {type: "http", path: "/health"}
}
`, i, i, (i+1)%n)
	}
	return []byte(b.String())
}

func compile(tb testing.TB, text []byte) {
	folder := source.New(fstest.MapFS{"shop.cue": {Data: text, Mode: 0o644}})
	f, err := folder.Read("shop.cue")
	if err != nil {
		tb.Fatal(err)
	}
	var l frontend.Language = Language{}
	u, ds := l.Parse(folder, []*diag.File{f})
	_, more := u.Environments(context.Background(), nil)
	docs, evenMore := u.Documents(context.Background(), nil)
	if len(ds)+len(more)+len(evenMore) > 0 || len(docs) != 1 {
		tb.Fatal(ds, more, evenMore, len(docs))
	}
}

func BenchmarkPlain(b *testing.B) {
	text := services(1000, "")
	for b.Loop() {
		compile(b, text)
	}
}

func BenchmarkEvaluated(b *testing.B) {
	text := services(1000, "microservice: [string]: {cpu: *\"100m\" | string, memory: string}\n")
	for b.Loop() {
		compile(b, text)
	}
}
