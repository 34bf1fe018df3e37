package cloudformation

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// Identity is what a resource is known by once it is deployed.
type Identity struct {
	// Ref is what Ref gives: a name, an id or an address, by the type.
	Ref string
	// ARN is empty for a type that has none, or whose ARN is not modelled.
	ARN string
	// Attributes are what Fn::GetAtt gives.
	Attributes map[string]string
}

// kind says how the resources of one type are known: the property that names one, the form of its ARN, and what Ref and the
// attributes give. In the texts, {name} is the name, {arn} the ARN, {partition}, {region} and {account} the place, {id} a
// number or random id that the service makes up, and {P} the property P.
type kind struct {
	name       string
	arn        string
	ref        string // {name} where it is not said
	attributes map[string]string
	// hidden is set for an ARN that is no attribute.
	hidden bool
}

// kinds is taken from the return values in https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ and the
// ARN formats in https://docs.aws.amazon.com/service-authorization/latest/reference/.
var kinds = map[string]kind{
	"AWS::Lambda::Function": {name: "FunctionName", arn: "arn:{partition}:lambda:{region}:{account}:function:{name}"},
	"AWS::SQS::Queue": {
		name: "QueueName", arn: "arn:{partition}:sqs:{region}:{account}:{name}", ref: "https://sqs.{region}.amazonaws.com/{account}/{name}",
		attributes: map[string]string{"QueueName": "{name}", "QueueUrl": "https://sqs.{region}.amazonaws.com/{account}/{name}"},
	},
	"AWS::DynamoDB::Table": {
		name: "TableName", arn: "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
		attributes: map[string]string{"StreamArn": "{arn}/stream/2026-01-31T00:00:00.000"},
	},
	"AWS::S3::Bucket": {name: "BucketName", arn: "arn:{partition}:s3:::{name}"},
	"AWS::Events::EventBus": {
		name: "Name", arn: "arn:{partition}:events:{region}:{account}:event-bus/{name}", attributes: map[string]string{"Name": "{name}"},
	},
	// A rule's ARN and Ref name its bus unless that is the default one.
	"AWS::Events::Rule":    {name: "Name", arn: "arn:{partition}:events:{region}:{account}:rule/{bus/}{name}", ref: "{bus|}{name}"},
	"AWS::Events::Archive": {name: "ArchiveName", arn: "arn:{partition}:events:{region}:{account}:archive/{name}"},
	"AWS::Events::Connection": {
		name: "Name", arn: "arn:{partition}:events:{region}:{account}:connection/{name}/{id}",
		attributes: map[string]string{"SecretArn": "arn:{partition}:secretsmanager:{region}:{account}:secret:events!connection/{name}/{id}"},
	},
	"AWS::IAM::Role": {name: "RoleName", arn: "arn:{partition}:iam::{account}:role/{name}", attributes: map[string]string{"RoleId": "{id}"}},
	// An ARN of a log group ends in :*, which stands for its streams.
	"AWS::Logs::LogGroup":                 {name: "LogGroupName", arn: "arn:{partition}:logs:{region}:{account}:log-group:{name}:*"},
	"AWS::Scheduler::Schedule":            {name: "Name", arn: "arn:{partition}:scheduler:{region}:{account}:schedule/default/{name}"},
	"AWS::Pipes::Pipe":                    {name: "Name", arn: "arn:{partition}:pipes:{region}:{account}:pipe/{name}"},
	"AWS::ApiGatewayV2::Api":              {ref: "{id}", attributes: map[string]string{"ApiId": "{id}"}},
	"AWS::ApiGatewayV2::Authorizer":       {ref: "{id}", attributes: map[string]string{"AuthorizerId": "{id}"}},
	"AWS::ApiGateway::RestApi":            {ref: "{id}", arn: "arn:{partition}:execute-api:{region}:{account}:{id}", hidden: true, attributes: map[string]string{"RestApiId": "{id}", "RootResourceId": "{id}root"}},
	"AWS::ApiGateway::Authorizer":         {ref: "{id}", attributes: map[string]string{"AuthorizerId": "{id}"}},
	"AWS::ApiGateway::Resource":           {ref: "{id}"},
	"AWS::ApiGateway::Deployment":         {ref: "{id}"},
	"AWS::ApiGateway::Stage":              {name: "StageName"},
	"AWS::ApiGateway::ApiKey":             {ref: "{id}"},
	"AWS::ApiGateway::UsagePlan":          {ref: "{id}"},
	"AWS::Lambda::EventSourceMapping":     {ref: "{id}"},
	"AWS::Lambda::LayerVersion":           {arn: "arn:{partition}:lambda:{region}:{account}:layer:{name}:1", ref: "{arn}"},
	"AWS::SecretsManager::Secret":         {name: "Name", arn: "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{id}", ref: "{arn}"},
	"AWS::StepFunctions::StateMachine":    {name: "StateMachineName", arn: "arn:{partition}:states:{region}:{account}:stateMachine:{name}", ref: "{arn}"},
	"AWS::ApiGatewayV2::VpcLink":          {ref: "{id}", attributes: map[string]string{"VpcLinkId": "{id}"}},
	"AWS::ECS::Cluster":                   {name: "ClusterName", arn: "arn:{partition}:ecs:{region}:{account}:cluster/{name}"},
	"AWS::CloudFormation::WaitCondition":  {ref: "{id}"},
	"AWS::CloudFormation::CustomResource": {ref: "{id}"},
	// Its ARN is the attribute ServiceArn. The load balancer is one for several services, and its name is made up here.
	"AWS::ECS::ExpressGatewayService": {
		name: "ServiceName", arn: "arn:{partition}:ecs:{region}:{account}:service/{cluster}/{name}", ref: "{arn}", hidden: true,
		attributes: map[string]string{
			"ServiceArn": "{arn}",
			"Endpoint":   "{id}.ecs.{region}.on.aws",
			"ECSManagedResourceArns.IngressPath.LoadBalancerArn": "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/ecs-express-gateway/{id}",
			"ECSManagedResourceArns.IngressPath.ListenerArn":     "arn:{partition}:elasticloadbalancing:{region}:{account}:listener/app/ecs-express-gateway/{id}/{id}",
		},
	},
}

// Known reports whether it is modelled what Ref and Fn::GetAtt give of a type.
func Known(typ string) bool {
	_, known := kinds[typ]
	return known
}

// Name tells a resource the physical id that CloudFormation knows it by, once it is deployed. Nothing may have been resolved
// before.
func (r *Resource) Name(physicalID string) { r.physical = physicalID }

// Identity returns what a resource is known by. A resource without a name of its own gets one as CloudFormation makes them:
// the stack's name, the logical id and a random end.
func (r *Resource) Identity() (Identity, error) {
	if r.identity.Ref != "" {
		return r.identity, nil
	}
	k, known := kinds[r.Type]
	if !known {
		return Identity{}, fmt.Errorf("%s: what Ref and Fn::GetAtt give of %s is not modelled", r, r.Type)
	}
	name, err := r.physicalName(k)
	if err != nil {
		return Identity{}, err
	}
	slash, bar, err := r.bus()
	if err != nil {
		return Identity{}, err
	}
	cluster, err := r.cluster()
	if err != nil {
		return Identity{}, err
	}
	fill := func(text string) string {
		return strings.NewReplacer("{name}", name, "{id}", r.random(), "{bus/}", slash, "{bus|}", bar, "{cluster}", cluster,
			"{partition}", r.Stack.place.Partition, "{region}", r.Stack.place.Region, "{account}", r.Stack.place.Account).Replace(text)
	}
	out := Identity{Ref: name, ARN: fill(k.arn), Attributes: map[string]string{}}
	if strings.HasPrefix(r.physical, "arn:") {
		out.ARN = r.physical
	}
	if k.ref != "" {
		out.Ref = strings.ReplaceAll(fill(k.ref), "{arn}", out.ARN)
	}
	if out.ARN != "" && !k.hidden {
		out.Attributes["Arn"] = out.ARN
	}
	for attribute, text := range k.attributes {
		out.Attributes[attribute] = strings.ReplaceAll(fill(text), "{arn}", out.ARN)
	}
	r.identity = out
	return out, nil
}

// bus returns the bus that a rule is on as its ARN and its Ref begin with it, and nothing for the default one.
func (r *Resource) bus() (slash, bar string, err error) {
	if r.Type != "AWS::Events::Rule" {
		return "", "", nil
	}
	bus, err := r.Text("EventBusName")
	if _, name, isARN := strings.Cut(bus, ":event-bus/"); isARN {
		bus = name
	}
	if err != nil || bus == "" || bus == "default" {
		return "", "", err
	}
	return bus + "/", bus + "|", nil
}

// cluster returns the cluster that an ECS service is in, whose name is in the service's ARN.
func (r *Resource) cluster() (string, error) {
	if r.Type != "AWS::ECS::ExpressGatewayService" {
		return "", nil
	}
	cluster, err := r.Text("Cluster")
	if cluster == "" {
		cluster = "default"
	}
	return cluster, err
}

func (r *Resource) physicalName(k kind) (string, error) {
	if k.name != "" {
		if name, err := r.Text(k.name); err != nil || name != "" {
			return name, err
		}
	}
	if r.physical != "" && k.ref != "{id}" {
		return r.physical[strings.LastIndexAny(r.physical, "/|")+1:], nil // of an address, the end
	}
	name := r.Stack.Name + "-" + r.ID + "-" + strings.ToUpper(r.random())
	if r.Type == "AWS::S3::Bucket" {
		name = strings.ToLower(name)
	}
	return name, nil
}

// random is what a service makes up: what it made up, or the same each time, ten lower-case letters and digits.
func (r *Resource) random() string {
	if r.physical != "" {
		return r.physical
	}
	sum := sha256.Sum256([]byte(r.Stack.Name + "/" + r.ID))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:10]
}
