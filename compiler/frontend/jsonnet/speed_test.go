package jsonnet

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"espc.dev/compiler/frontend"
)

// services writes n microservices.
func services(n int) []byte {
	var b strings.Builder
	b.WriteString("local service(name, peer) = {\n  memory: '256Mi',\n  cpu: '100m',\n  env: { LOG_LEVEL: 'info', PEER: { of: 'microservice.' + peer, part: 'url' } },\n" +
		"  scale: { min: 2, max: 10, cpu_percent: 80 },\n};\n{\n  topology: { name: 'shop' },\n  microservice: {\n")
	for i := range n {
		fmt.Fprintf(&b, "    'svc-%d': service('svc-%d', 'svc-%d') {\n      image: 'registry.example.com/shop/svc-%d:1.0.0',\n      port: 8080,\n      health: { type: 'http', path: '/health' },\n    },\n", i, i, (i+1)%n, i)
	}
	b.WriteString("  },\n}\n")
	return []byte(b.String())
}

func BenchmarkServices(b *testing.B) {
	text := services(1000)
	for b.Loop() {
		p := load(b, text)
		_, ds, _ := p.run(context.Background(), frontend.Vars{}, "environment")
		doc, more, _ := p.run(context.Background(), frontend.Vars{}, "")
		if len(ds)+len(more) > 0 || doc == nil {
			b.Fatal(ds, more)
		}
	}
}

func BenchmarkServicesUntraced(b *testing.B) {
	p := load(b, services(1000))
	for b.Loop() {
		if _, _, err := p.evaluate(context.Background(), p.plain, nil, "", false); err != nil {
			b.Fatal(err)
		}
	}
}
