package aws

// ranks order types for creation: what others stand in or on comes first. Types of one step have ranks of their own so that
// the resources of a template always come in the same order.
var ranks = map[string]int{
	typeHeader:    0,
	typeParameter: 1,

	"AWS::Logs::LogGroup":              10,
	"AWS::SQS::Queue":                  11,
	"AWS::DynamoDB::Table":             12,
	"AWS::Events::EventBus":            13,
	"AWS::Events::Archive":             14,
	"AWS::S3::Bucket":                  15,
	"AWS::S3::BucketPolicy":            16,
	"AWS::EventSchemas::Registry":      17,
	"AWS::EventSchemas::Schema":        18,
	"AWS::CloudFormation::Stack":       19,
	"AWS::IAM::Role":                   20,
	"AWS::EKS::PodIdentityAssociation": 21,
	"AWS::Lambda::LayerVersion":        29,
	"AWS::Lambda::Function":            30,
	"AWS::Lambda::EventInvokeConfig":   31,

	"AWS::CloudFormation::CustomResource": 32,

	"AWS::Events::Connection":          38,
	"AWS::StepFunctions::StateMachine": 39,

	"AWS::Events::Rule":               40,
	"AWS::SQS::QueuePolicy":           41,
	"AWS::Lambda::EventSourceMapping": 42,
	"AWS::Pipes::Pipe":                43,
	"AWS::Scheduler::Schedule":        44,

	"AWS::ApiGatewayV2::Api":           50,
	"AWS::ApiGatewayV2::Authorizer":    51,
	"AWS::ApiGatewayV2::Integration":   52,
	"AWS::ApiGatewayV2::Route":         53,
	"AWS::ApiGatewayV2::Stage":         54,
	"AWS::ApiGateway::RestApi":         55,
	"AWS::ApiGateway::Authorizer":      56,
	"AWS::ApiGateway::Resource":        57,
	"AWS::ApiGateway::Method":          58,
	"AWS::ApiGateway::GatewayResponse": 59,
	"AWS::ApiGateway::Deployment":      60,
	"AWS::ApiGateway::Stage":           61,
	"AWS::ApiGateway::ApiKey":          62,
	"AWS::ApiGateway::UsagePlan":       63,
	"AWS::ApiGateway::UsagePlanKey":    64,

	"AWS::CertificateManager::Certificate": 65,
	"AWS::ApiGatewayV2::DomainName":        66,
	"AWS::ApiGatewayV2::ApiMapping":        67,
	"AWS::WAFv2::WebACL":                   68,
	"AWS::WAFv2::WebACLAssociation":        69,

	"AWS::ECS::Cluster":               25,
	"AWS::ECS::ExpressGatewayService": 26,
	"AWS::ApiGatewayV2::VpcLink":      27,

	"AWS::Lambda::Permission": 70,

	typeOutput: 90,
}

// unknownRank is that of types an overlay may add: after what they may refer to, before outputs.
const unknownRank = 80

// Rank orders types for creation, lowest first.
func (Backend) Rank(typ string) int {
	if rank, ok := ranks[typ]; ok {
		return rank
	}
	return unknownRank
}
