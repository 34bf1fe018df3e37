package iam

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/e2e/cloudformation"
)

// An Account holds what the policies of a stack say. It stands for an account in which there is nothing else.
type Account struct {
	// Roles are what may ask for something, sorted.
	Roles []Role
	// Policies are those of resources, and those that say who may take on a role.
	Policies []ResourcePolicy
}

// A Role is one with its own policies.
type Role struct {
	ARN      Principal
	Resource *cloudformation.Resource
	Allows   []Statement
	// Managed are the policies of Amazon's own that the role has, by their ARNs. What they allow is not looked at.
	Managed []string
}

// A ResourcePolicy is what one resource lets others do with it.
type ResourcePolicy struct {
	// ARN is the resource's. That of a bucket counts for its objects as well, that of an API for its methods.
	ARN        string
	Statements []Statement
}

// NewAccount reads the policies of a stack and those nested in it.
func NewAccount(stack *cloudformation.Stack) (*Account, error) {
	a := &Account{}
	for _, r := range stack.All() {
		if err := a.read(stack, r); err != nil {
			return nil, fmt.Errorf("%s: %w", r, err)
		}
	}
	return a, nil
}

// policyFields are the properties of each type that hold policies, as far as they are read. A type that is not here may have
// none.
var policyFields = map[string][]string{
	"AWS::IAM::Role":              {"AssumeRolePolicyDocument", "Policies"},
	"AWS::SQS::QueuePolicy":       {"PolicyDocument"},
	"AWS::S3::BucketPolicy":       {"PolicyDocument"},
	"AWS::Events::EventBusPolicy": {"Statement"},
	"AWS::ApiGateway::RestApi":    {"Policy"},
}

// unread are types and properties that grant something and are not modelled.
var unread = map[string][]string{
	"AWS::IAM::Role":                      {"PermissionsBoundary"},
	"AWS::IAM::Policy":                    nil,
	"AWS::IAM::RolePolicy":                nil,
	"AWS::IAM::ManagedPolicy":             nil,
	"AWS::IAM::User":                      nil,
	"AWS::IAM::Group":                     nil,
	"AWS::Lambda::Url":                    nil,
	"AWS::Lambda::LayerVersionPermission": nil,
}

func (a *Account) read(stack *cloudformation.Stack, r *cloudformation.Resource) error {
	fields, is := unread[r.Type]
	if is && fields == nil {
		return fmt.Errorf("%s is not modelled", r.Type)
	}
	for _, name := range r.Properties() {
		if slices.Contains(fields, name) {
			return fmt.Errorf("%s is not modelled", name)
		}
		if !slices.Contains(policyFields[r.Type], name) && holdsStatement(r.Raw(name)) {
			return fmt.Errorf("%s holds a policy, which is not modelled", name)
		}
	}
	switch r.Type {
	case "AWS::IAM::Role":
		return a.role(r)
	case "AWS::SQS::QueuePolicy":
		return a.queuePolicy(stack, r)
	case "AWS::S3::BucketPolicy":
		bucket, err := r.Text("Bucket")
		if err != nil {
			return err
		}
		return a.policy(r, "PolicyDocument", stack, "AWS::S3::Bucket", bucket)
	case "AWS::ApiGateway::RestApi":
		return a.apiPolicy(r)
	case "AWS::Lambda::Permission":
		return a.permission(stack, r)
	case "AWS::Events::EventBusPolicy":
		return a.busPolicy(stack, r)
	}
	return nil
}

// holdsStatement reports whether there is a statement of a policy anywhere in a value.
func holdsStatement(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		if _, is := v["Effect"]; is {
			return true
		}
		for _, item := range v {
			if holdsStatement(item) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsStatement)
	}
	return false
}

func (a *Account) role(r *cloudformation.Resource) error {
	identity, err := r.Identity()
	if err != nil {
		return err
	}
	attached, err := managed(r)
	if err != nil {
		return err
	}
	trust, err := r.Property("AssumeRolePolicyDocument")
	if err != nil {
		return err
	}
	statements, err := parsePolicy(r.String()+" trust", trust)
	if err != nil {
		return err
	}
	for i := range statements {
		if statements[i].Resources != nil {
			return fmt.Errorf("a resource in a trust policy")
		}
		statements[i].Resources = []string{identity.ARN} // what it is about, unsaid
	}
	a.Policies = append(a.Policies, ResourcePolicy{identity.ARN, statements})
	role := Role{ARN: Principal(identity.ARN), Resource: r, Managed: attached}
	policies, err := r.Property("Policies")
	if err != nil {
		return err
	}
	list, _ := policies.([]any)
	for _, p := range list {
		fields, _ := p.(map[string]any)
		statements, err := parsePolicy(r.String(), fields["PolicyDocument"])
		if err != nil {
			return err
		}
		for _, s := range statements {
			if len(s.Principals) > 0 || len(s.Resources)+len(s.NotResources) == 0 {
				return fmt.Errorf("%s: a role's policy has resources and no principal", s.Where)
			}
		}
		role.Allows = append(role.Allows, statements...)
	}
	a.Roles = append(a.Roles, role)
	return nil
}

// ExpressGateway is the one policy of Amazon's own that a role may have: by it ECS runs the load balancer of an Express Mode
// service, its certificate, its security groups and its scaling. See
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
const ExpressGateway = "service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"

// ManagedARN returns the ARN of a policy of Amazon's own.
func ManagedARN(partition, name string) string {
	return "arn:" + partition + ":iam::aws:policy/" + name
}

// managed returns the policies of Amazon's own that a role has, of which all but one are not modelled.
func managed(r *cloudformation.Resource) ([]string, error) {
	value, err := r.Property("ManagedPolicyArns")
	if err != nil || value == nil {
		return nil, err
	}
	out, err := texts(value)
	for _, arn := range out {
		if _, name, _ := strings.Cut(arn, ":iam::aws:policy/"); name != ExpressGateway {
			return nil, fmt.Errorf("the policy %s in ManagedPolicyArns is not modelled", arn)
		}
	}
	return out, err
}

func (a *Account) queuePolicy(stack *cloudformation.Stack, r *cloudformation.Resource) error {
	queues, err := r.Property("Queues")
	if err != nil {
		return err
	}
	list, _ := queues.([]any)
	for _, queue := range list {
		if err := a.policy(r, "PolicyDocument", stack, "AWS::SQS::Queue", fmt.Sprint(queue)); err != nil {
			return err
		}
	}
	return nil
}

// policy adds the policy of the resource of a type whose Ref is known.
func (a *Account) policy(r *cloudformation.Resource, field string, stack *cloudformation.Stack, of, ref string) error {
	document, err := r.Property(field)
	if err != nil {
		return err
	}
	statements, err := parsePolicy(r.String(), document)
	if err != nil {
		return err
	}
	arn, err := arnOf(stack, of, ref)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if len(s.Principals) == 0 {
			return fmt.Errorf("%s: a resource's policy has principals", s.Where)
		}
	}
	a.Policies = append(a.Policies, ResourcePolicy{arn, statements})
	return nil
}

// apiPolicy reads the policy of a REST API, if it has one. It names the API itself as execute-api:/, because it has no id yet
// where the policy is written.
func (a *Account) apiPolicy(r *cloudformation.Resource) error {
	document, err := r.Property("Policy")
	if err != nil || document == nil {
		return err
	}
	statements, err := parsePolicy(r.String(), document)
	if err != nil {
		return err
	}
	identity, err := r.Identity()
	if err != nil {
		return err
	}
	for _, s := range statements {
		for i, resource := range s.Resources {
			if rest, own := strings.CutPrefix(resource, "execute-api:"); own {
				s.Resources[i] = identity.ARN + rest
			}
		}
	}
	a.Policies = append(a.Policies, ResourcePolicy{identity.ARN, statements})
	return nil
}

// busPolicy reads an AWS::Events::EventBusPolicy, which is one statement of the bus's policy.
func (a *Account) busPolicy(stack *cloudformation.Stack, r *cloudformation.Resource) error {
	for _, name := range r.Properties() {
		if name != "EventBusName" && name != "StatementId" && name != "Statement" {
			return fmt.Errorf("%s is not modelled", name)
		}
	}
	bus, err := r.Text("EventBusName")
	if err != nil {
		return err
	}
	value, err := r.Property("Statement")
	if err != nil {
		return err
	}
	s, err := parseStatement(value)
	if err != nil {
		return err
	}
	s.Where = r.String()
	arn, err := arnOf(stack, "AWS::Events::EventBus", bus)
	a.Policies = append(a.Policies, ResourcePolicy{arn, []Statement{s}})
	return err
}

// permission reads an AWS::Lambda::Permission, which is a statement of the function's policy.
func (a *Account) permission(stack *cloudformation.Stack, r *cloudformation.Resource) error {
	text := map[string]string{}
	for _, name := range r.Properties() {
		switch name {
		case "Action", "FunctionName", "Principal", "SourceAccount", "SourceArn":
		default:
			return fmt.Errorf("%s is not modelled", name)
		}
		value, err := r.Text(name)
		if err != nil {
			return err
		}
		text[name] = value
	}
	arn := text["FunctionName"]
	if !strings.HasPrefix(arn, "arn:") {
		var err error
		if arn, err = arnOf(stack, "AWS::Lambda::Function", arn); err != nil {
			return err
		}
	}
	s := Statement{Principals: []Principal{Principal(text["Principal"])}, Actions: []string{text["Action"]}, Resources: []string{arn}, Where: r.String()}
	if v := text["SourceArn"]; v != "" {
		s.Conditions = append(s.Conditions, Condition{"ArnLike", "aws:SourceArn", []string{v}})
	}
	if v := text["SourceAccount"]; v != "" {
		s.Conditions = append(s.Conditions, Condition{"StringEquals", "aws:SourceAccount", []string{v}})
	}
	a.Policies = append(a.Policies, ResourcePolicy{arn, []Statement{s}})
	return nil
}

// arnOf returns the ARN of the resource of a type whose Ref is known.
func arnOf(stack *cloudformation.Stack, of, ref string) (string, error) {
	for _, r := range stack.All() {
		if r.Type != of {
			continue
		}
		identity, err := r.Identity()
		if err != nil {
			return "", err
		}
		if identity.Ref == ref {
			return identity.ARN, nil
		}
	}
	return "", fmt.Errorf("no %s of the stack is %s", of, ref)
}
