// Package aws lowers a topology to AWS CloudFormation: Lambda functions, EventBridge, API Gateway and the rest, one
// template.yaml in long form, with nested stacks where one template can't hold it.
//
// An object is one resource of the template, named by its logical id; parameters, outputs and the template's head are
// objects of their own. One file for each kind lowers it; iam_*.go give each edge its permission, template.go lays the
// objects out.
package aws

import (
	"context"

	"espc.dev/backends"
	"espc.dev/schema"
)

// Name is how environments name this backend.
const Name = "aws"

// Backend implements backends.Backend. The zero value is ready.
type Backend struct{}

var _ backends.Backend = Backend{}

// Info describes the backend.
func (Backend) Info() backends.Info {
	return backends.Info{
		Name:  Name,
		Title: "AWS",
		Entry: templateFile,
		Kinds: []schema.Kind{
			schema.KindApiEndpoint, schema.KindBucket, schema.KindConsumer, schema.KindEvent, schema.KindEventBus,
			schema.KindFunction, schema.KindGateway, schema.KindIntegration, schema.KindJob, schema.KindMicroservice, schema.KindModel, schema.KindConnector, schema.KindOutput, schema.KindPlan, schema.KindQueue, schema.KindSchedule,
			schema.KindSchema, schema.KindSecret, schema.KindServiceEndpoint, schema.KindTable,
		},
	}
}

// Render lowers what the request places on AWS. It stops early, with what it has, when the context ends.
func (Backend) Render(ctx context.Context, req backends.Request) backends.Response {
	r := newRender(req)
	objects := r.all(ctx)
	return backends.Response{Objects: objects, Files: r.files(), Diagnostics: r.notes()}
}
