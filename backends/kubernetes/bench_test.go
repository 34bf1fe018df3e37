package kubernetes

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"espc.dev/backends"
)

// services is the workload of the comparison with other tools: n services, five objects each, each calling the next.
func services(b *testing.B, n int) backends.Request {
	var doc strings.Builder
	doc.WriteString(`{"topology": {"name": "shop"}, "microservice": {`)
	for i := range n {
		if i > 0 {
			doc.WriteString(",\n")
		}
		fmt.Fprintf(&doc, `"svc-%05d": {"image": "registry.example.com/shop/svc-%05[1]d:1.%d.0", "scale": {"min": 1, "max": 10},
			"env": {"LOG_LEVEL": "info", "INDEX": "%[1]d"}, "calls": [`, i, i%10)
		if i+1 < n {
			fmt.Fprintf(&doc, `"microservice.svc-%05d"`, i+1)
		}
		doc.WriteString("]}")
	}
	doc.WriteString("}}")
	return request(b, doc.String(), nil)
}

func BenchmarkRender(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		req := services(b, n)
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := len(Backend{}.Render(context.Background(), req).Objects); got != 5*n+2 {
					b.Fatal(got)
				}
			}
		})
	}
}

func BenchmarkRenderOneProcessor(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	req := services(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		Backend{}.Render(context.Background(), req)
	}
}

func BenchmarkCheckAndLint(b *testing.B) {
	req := services(b, 1000)
	objects := Backend{}.Render(context.Background(), req).Objects
	b.ReportAllocs()
	for b.Loop() {
		if ds := append((Backend{}).Check(req), Backend{}.Lint(objects)...); len(ds) > 0 {
			b.Fatal(ds[0].Summary)
		}
	}
}

func BenchmarkPermissions(b *testing.B) {
	objects := Backend{}.Render(context.Background(), services(b, 1000)).Objects
	b.ReportAllocs()
	for b.Loop() {
		Backend{}.Permissions(objects)
	}
}
