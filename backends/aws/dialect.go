package aws

import "slices"

// unordered marks a list in which order does not matter.
const unordered = "="

// listKeys are the fields that tell the elements of a list apart, by the list's name.
var listKeys = map[string]string{
	"Statement":              "Sid",
	"Policies":               "PolicyName",
	"Targets":                "Id",
	"AttributeDefinitions":   "AttributeName",
	"KeySchema":              "KeyType",
	"GlobalSecondaryIndexes": "IndexName",
	"Tags":                   "Key",
	"consumers":              "name",
	"Environment":            "Name",
	"Secrets":                "Name",

	"CapacityProviders":     unordered,
	"ManagedPolicyArns":     unordered,
	"SecurityGroupIds":      unordered,
	"SecurityGroups":        unordered,
	"SubnetIds":             unordered,
	"Subnets":               unordered,
	"DependsOn":             unordered,
	"Action":                unordered,
	"Architectures":         unordered,
	"AllowOrigins":          unordered,
	"AllowMethods":          unordered,
	"AllowHeaders":          unordered,
	"Audience":              unordered,
	"AuthorizationScopes":   unordered,
	"aws:SourceIp":          unordered,
	"audience":              unordered,
	"endpoints":             unordered,
	"scopes":                unordered,
	"FunctionResponseTypes": unordered,
	"detail-type":           unordered,
	"source":                unordered,
}

// ListKey tells how the elements of a list are told apart; see backends.Dialect.
func (Backend) ListKey(_ string, path []string) string {
	if len(path) == 0 {
		return ""
	}
	return listKeys[path[len(path)-1]]
}

// Restarts reports nothing: CloudFormation updates what runs by itself.
func (Backend) Restarts(string, []string) bool { return false }

// Sensitive reports whether a value is one that a secret is to have.
func (Backend) Sensitive(typ string, path []string) bool {
	return typ == "AWS::SecretsManager::Secret" && slices.Contains(path, "SecretString")
}

// createOnly are the properties that CloudFormation changes by replacing the resource, by type, from the resource schemas.
var createOnly = map[string][]string{
	"AWS::ApiGateway::ApiKey":              {"Name", "Value", "GenerateDistinctId"},
	"AWS::ApiGateway::Authorizer":          {"RestApiId"},
	"AWS::ApiGateway::Deployment":          {"RestApiId"},
	"AWS::ApiGateway::GatewayResponse":     {"RestApiId", "ResponseType"},
	"AWS::ApiGateway::Method":              {"RestApiId", "ResourceId", "HttpMethod"},
	"AWS::ApiGateway::Resource":            {"RestApiId", "ParentId", "PathPart"},
	"AWS::ApiGateway::Stage":               {"RestApiId", "StageName"},
	"AWS::ApiGateway::UsagePlanKey":        {"KeyId", "KeyType", "UsagePlanId"},
	"AWS::ApiGatewayV2::Api":               {"ProtocolType"},
	"AWS::ApiGatewayV2::Authorizer":        {"ApiId"},
	"AWS::ApiGatewayV2::Integration":       {"ApiId"},
	"AWS::ApiGatewayV2::Route":             {"ApiId"},
	"AWS::ApiGatewayV2::Stage":             {"ApiId", "StageName"},
	"AWS::CloudFormation::CustomResource":  {"ServiceToken"},
	"AWS::DynamoDB::Table":                 {"TableName", "KeySchema"},
	"AWS::EventSchemas::Registry":          {"RegistryName"},
	"AWS::EventSchemas::Schema":            {"RegistryName", "SchemaName"},
	"AWS::Events::Archive":                 {"ArchiveName", "SourceArn"},
	"AWS::Events::Connection":              {"Name"},
	"AWS::StepFunctions::StateMachine":     {"StateMachineName", "StateMachineType"},
	"AWS::Events::EventBus":                {"Name"},
	"AWS::Events::Rule":                    {"Name"},
	"AWS::IAM::Role":                       {"Path", "RoleName"},
	"AWS::Lambda::EventInvokeConfig":       {"FunctionName", "Qualifier"},
	"AWS::Lambda::EventSourceMapping":      {"EventSourceArn", "StartingPosition"},
	"AWS::Lambda::Function":                {"FunctionName", "PackageType"},
	"AWS::Lambda::LayerVersion":            {"CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description", "LayerName", "LicenseInfo"},
	"AWS::Lambda::Permission":              {"Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"},
	"AWS::Logs::LogGroup":                  {"LogGroupName"},
	"AWS::Pipes::Pipe":                     {"Name", "Source"},
	"AWS::S3::Bucket":                      {"BucketName"},
	"AWS::S3::BucketPolicy":                {"Bucket"},
	"AWS::SQS::Queue":                      {"FifoQueue", "QueueName"},
	"AWS::Scheduler::Schedule":             {"Name"},
	"AWS::ApiGatewayV2::ApiMapping":        {"DomainName"},
	"AWS::ApiGatewayV2::DomainName":        {"DomainName"},
	"AWS::CertificateManager::Certificate": {"DomainName", "SubjectAlternativeNames", "ValidationMethod"},
	"AWS::WAFv2::WebACL":                   {"Name", "Scope"},
	"AWS::WAFv2::WebACLAssociation":        {"ResourceArn", "WebACLArn"},
	"AWS::EKS::PodIdentityAssociation":     {"ClusterName", "Namespace", "ServiceAccount"},
	"AWS::ApiGatewayV2::VpcLink":           {"SecurityGroupIds", "SubnetIds"},
	"AWS::ECS::Cluster":                    {"ClusterName"},
	"AWS::ECS::ExpressGatewayService":      {"Cluster", "InfrastructureRoleArn", "ServiceName", "Tags"},
}

// physicalName are the properties that fix the name of a resource, of which there is one in an account, by type. Such a resource
// can't be replaced under its name: the new one is made before the old one goes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
var physicalName = map[string]string{
	"AWS::ApiGateway::ApiKey":          "Name",
	"AWS::DynamoDB::Table":             "TableName",
	"AWS::ECS::Cluster":                "ClusterName",
	"AWS::ECS::ExpressGatewayService":  "ServiceName",
	"AWS::EventSchemas::Registry":      "RegistryName",
	"AWS::EventSchemas::Schema":        "SchemaName",
	"AWS::Events::Archive":             "ArchiveName",
	"AWS::Events::Connection":          "Name",
	"AWS::StepFunctions::StateMachine": "StateMachineName",
	"AWS::Events::EventBus":            "Name",
	"AWS::Events::Rule":                "Name",
	"AWS::IAM::Role":                   "RoleName",
	"AWS::Lambda::Function":            "FunctionName",
	"AWS::Logs::LogGroup":              "LogGroupName",
	"AWS::Pipes::Pipe":                 "Name",
	"AWS::S3::Bucket":                  "BucketName",
	"AWS::SQS::Queue":                  "QueueName",
	"AWS::Scheduler::Schedule":         "Name",
	"AWS::WAFv2::WebACL":               "Name",
}

// Replaces reports whether CloudFormation makes a change of a field by replacing the resource.
func (Backend) Replaces(typ string, path []string) (string, bool) {
	switch {
	case len(path) == 1 && path[0] == "Type":
		return "a resource of another type is another resource", true
	case len(path) >= 2 && path[0] == "Properties" && slices.Contains(createOnly[typ], path[1]):
		return "CloudFormation replaces a " + typ + " to change its " + path[1], true
	}
	return "", false
}
