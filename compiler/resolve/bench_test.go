package resolve_test

import (
	"fmt"
	"testing"

	"espc.dev/compiler/decode"
	"espc.dev/compiler/resolve"
	"espc.dev/schema/tree"
)

// services is a topology of n microservices of which each calls the one before, behind a gateway with a route for each.
func services(n int) *tree.Node {
	var services, endpoints []tree.Field
	for i := range n {
		name := fmt.Sprintf("service-%d", i)
		fields := []tree.Field{
			tree.F("image", tree.NewString("registry.example.com/shop/"+name+":1.4.2")),
			tree.F("memory", tree.NewString("256Mi")),
			tree.F("cpu", tree.NewString("250m")),
			tree.F("env", tree.NewMap(tree.F("LOG_LEVEL", tree.NewString("info")), tree.F("REGION", tree.NewString("eu-west-1")))),
			tree.F("scale", tree.NewMap(tree.F("min", tree.NewInt(2)), tree.F("max", tree.NewInt(10)))),
		}
		if i > 0 {
			fields = append(fields, tree.F("calls", tree.NewList(tree.NewString(fmt.Sprintf("microservice.service-%d", i-1)))))
		}
		services = append(services, tree.F(name, tree.NewMap(fields...)))
		endpoints = append(endpoints, tree.F(name, tree.NewMap(
			tree.F("gateway", tree.NewString("gateway.edge")),
			tree.F("paths", tree.NewList(tree.NewString("/"+name), tree.NewString("/"+name+"/*"))),
			tree.F("to", tree.NewString("microservice."+name)),
		)))
	}
	return tree.NewMap(
		tree.F("topology", tree.NewMap(tree.F("name", tree.NewString("shop")))),
		tree.F("gateway", tree.NewMap(tree.F("edge", tree.NewMap()))),
		tree.F("microservice", tree.NewMap(services...)),
		tree.F("api_endpoint", tree.NewMap(endpoints...)),
	)
}

// BenchmarkServices decodes and resolves 1,000 and 10,000 services with a route each. The time is to grow with their number.
func BenchmarkServices(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		doc := services(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				t, refs, ds := decode.Decode(doc, "")
				if ds = append(ds, resolve.Check(t, refs)...); len(ds) > 0 {
					b.Fatal(ds[0])
				}
			}
		})
	}
}

// BenchmarkDecode is the decoding alone.
func BenchmarkDecode(b *testing.B) {
	doc := services(1000)
	b.ReportAllocs()
	for b.Loop() {
		decode.Decode(doc, "")
	}
}
