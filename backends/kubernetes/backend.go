// Package kubernetes lowers a topology to Kubernetes manifests: Deployments, Services, NetworkPolicies and the rest, one
// file for each entity that brings objects, and a kustomization.yaml over them.
//
// A workload is what has pods: the workspace with its models, a function, a microservice, a gateway, a job, a schedule.
// workloads.go finds them, edges.go what each may reach, and one file for each kind lowers it.
package kubernetes

import (
	"context"

	"espc.dev/backends"
	"espc.dev/schema"
)

// Name is how environments name this backend.
const Name = "kubernetes"

// Backend implements backends.Backend. The zero value is ready.
type Backend struct{}

var (
	_ backends.Backend  = Backend{}
	_ backends.Carrier  = Backend{}
	_ backends.Narrator = Backend{}
	_ backends.Pointer  = Backend{}
)

// Info describes the backend.
func (Backend) Info() backends.Info {
	return backends.Info{
		Name:  Name,
		Title: "Kubernetes",
		Entry: kustomizationFile,
		Kinds: []schema.Kind{
			schema.KindApiEndpoint, schema.KindConnector, schema.KindConsumer, schema.KindEvent, schema.KindEventBus, schema.KindFunction, schema.KindGateway,
			schema.KindJob, schema.KindMicroservice, schema.KindModel, schema.KindPlan, schema.KindSchedule,
			schema.KindSchema, schema.KindSecret, schema.KindServiceEndpoint,
		},
	}
}

// Render lowers what the request places on Kubernetes. It stops early, with what it has, when the context ends.
func (Backend) Render(ctx context.Context, req backends.Request) backends.Response {
	r := newRender(req)
	return backends.Response{Objects: r.all(ctx), Diagnostics: r.notes()}
}
