package stack

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"espc.dev/e2e/cloudformation"
)

// A kind is a type of CloudFormation's that the emulator creates, and how it is read back.
type kind struct {
	typ string
	// read returns all that the account holds of it, by what Ref gives, in the words of the type's properties.
	read func(ctx context.Context, a *Account) (map[string]map[string]any, error)
	// id returns by what a resource is read back, where that is not what Ref gives.
	id func(r *cloudformation.Resource) (string, error)
	// compared are the properties that are compared. One that a template has and that is in neither list is an error.
	compared []string
	// lost are properties that the emulator does not keep.
	lost []string
	// defaults are what the service says of properties that a template does not have.
	defaults map[string]any
	// adjust changes what a template says into what the service says of the same, where these differ.
	adjust func(folder fs.FS, properties map[string]any) error
}

// want returns what a template says of a resource, in the words in which it is read back. folder is what it was compiled to.
func (k *kind) want(folder fs.FS, r *cloudformation.Resource) (map[string]any, error) {
	out := maps.Clone(k.defaults)
	if out == nil {
		out = map[string]any{}
	}
	for _, name := range r.Properties() {
		if slices.Contains(k.lost, name) {
			continue
		}
		if !slices.Contains(k.compared, name) {
			return nil, fmt.Errorf("%s: nobody compares the property %s of %s", r, name, r.Type)
		}
		value, err := r.Property(name)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	if k.adjust != nil {
		if err := k.adjust(folder, out); err != nil {
			return nil, fmt.Errorf("%s: %w", r, err)
		}
	}
	return out, nil
}

// key returns by what a resource is read back.
func (k *kind) key(r *cloudformation.Resource) (string, error) {
	if k.id != nil {
		return k.id(r)
	}
	identity, err := r.Identity()
	return identity.Ref, err
}

// kinds are the types that are compared, those that others refer to first.
var kinds = []*kind{
	logGroup, queue, table, bucket, eventBus, archive, role, layer, function, permission, stateMachine, rule, mapping,
	restAPI, restResource, restMethod, restDeployment,
}

// NotCreated are the types that the emulator passes over, so that nothing of them is in the account.
var NotCreated = []string{
	"AWS::ApiGateway::ApiKey",
	"AWS::ApiGateway::Authorizer",
	"AWS::ApiGateway::GatewayResponse",
	"AWS::ApiGateway::Stage",
	"AWS::ApiGateway::UsagePlan",
	"AWS::ApiGateway::UsagePlanKey",
	"AWS::ApiGatewayV2::Api",
	"AWS::ApiGatewayV2::ApiMapping",
	"AWS::ApiGatewayV2::Authorizer",
	"AWS::ApiGatewayV2::DomainName",
	"AWS::ApiGatewayV2::Integration",
	"AWS::ApiGatewayV2::Route",
	"AWS::ApiGatewayV2::Stage",
	"AWS::CloudFormation::CustomResource",
	"AWS::EKS::PodIdentityAssociation",
	"AWS::EventSchemas::Registry",
	"AWS::EventSchemas::Schema",
	"AWS::Events::Connection",
	"AWS::Lambda::EventInvokeConfig",
	"AWS::Pipes::Pipe",
	"AWS::S3::BucketPolicy",
	"AWS::SQS::QueuePolicy",
	"AWS::Scheduler::Schedule",
}

// NotDeleted are the types that the emulator leaves in the account when their stack goes.
var NotDeleted = []string{
	"AWS::ApiGateway::Deployment",
	"AWS::ApiGateway::Method",
	"AWS::ApiGateway::Resource",
	"AWS::ApiGateway::RestApi",
	"AWS::Lambda::LayerVersion",
}
