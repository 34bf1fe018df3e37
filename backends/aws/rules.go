package aws

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/backends/internal/loopback"
)

// Rules of derivation: `why` prints them as links of a field's chain of origins.
const (
	ruleName           = "aws-name"
	ruleTemplate       = "template"
	ruleTags           = "stack-tags"
	ruleArtifactBucket = "artifact-bucket"
	ruleNested         = "nested-stack"
	ruleRetain         = "retain-data"
	ruleDependsOn      = "depends-on"
	ruleRole           = "role"
	ruleStatement      = "edge-statement"
	rulePermission     = "edge-permission"
	ruleCode           = "function-code"
	ruleHandler        = "function-adapter"
	ruleFramework      = "framework-variable"
	ruleEnv            = "edge-variable"
	ruleMegabytes      = "megabytes"
	ruleSeconds        = "seconds"
	ruleDays           = "days"
	ruleLogs           = "log-group"
	ruleBoundScale     = "written-scale"
	ruleSecret         = "secret-reference"
	ruleInvocation     = "asynchronous-call"
	ruleFailures       = "failure-queue"
	ruleBuffer         = "subscription-queue"
	ruleMapping        = "event-source-mapping"
	rulePattern        = "event-pattern"
	ruleTarget         = "rule-target"
	ruleRedrive        = "redrive"
	rulePipe           = "event-pipe"
	ruleSchedule       = "schedule-expression"
	ruleMachine        = "state-machine"
	ruleTransformer    = "input-transformer"
	ruleConnection     = "http-connection"
	ruleCloudEvent     = "schedule-cloudevent"
	ruleTable          = "table-keys"
	ruleOnDemand       = "on-demand"
	ruleBucket         = "bucket-defaults"
	ruleNotify         = "bucket-events"
	ruleEncryption     = "queue-encryption"
	ruleAPI            = "api"
	ruleRoute          = "api-route"
	ruleIntegration    = "api-integration"
	ruleAuthorizer     = "api-authorizer"
	ruleCaller         = "api-caller"
	ruleThrottle       = "api-throttle"
	ruleDeployment     = "api-deployment"
	ruleCORS           = "api-cors"
	ruleKey            = "api-key"
	ruleUsageKey       = "api-usage-key"
	ruleGatekeeper     = "api-gatekeeper"
	ruleResponse       = "api-response"
	ruleSecretRead     = "secret-read"
	ruleDomain         = "api-domain"
	ruleNetwork        = "api-networks"
	ruleFirewall       = "api-firewall"
	ruleSchema         = "schema-registry"
	ruleOutput         = "output"
	ruleWorkspace      = "workspace"
	ruleWorkspaceSize  = "workspace-size"
	ruleLayer          = "runtime-layer"
	ruleJobProgram     = "job-program"
	ruleJobTime        = "job-time"
	ruleJobRetries     = "job-retries"
	ruleJobRun         = "job-run"
	ruleIdentity       = "pod-identity"
	ruleDoor           = "cluster-door"
	ruleService        = "express-service"
	ruleServiceHealth  = "service-health"
	ruleServiceSecret  = "service-secret"
	ruleServiceRoute   = "service-route"
	ruleFargate        = "fargate-size"
	ruleSubnets        = "subnets"
)

// Rules returns the rules by which the backend makes fields: those that origins name, then those that decide what is alike in every object
// of a type.
func (Backend) Rules() []backends.Rule {
	return slices.Concat(derivations(), resourceRules())
}

// derivations are the rules that origins name.
func derivations() []backends.Rule {
	return []backends.Rule{
		{Name: ruleName, Doc: "What a person meets (functions, APIs, buses, rules) is named TOPOLOGY-ENVIRONMENT-NAME; in a nested stack a function has the stack in its name, and a name that is too long for its service is cut and gets six digits of its SHA-256.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleTemplate, Doc: "A template says its format and what it is.", Fields: []string{
			"Template::Header AWSTemplateFormatVersion",
		}},
		{Name: ruleTags, Doc: "The stack's tags say the topology, the environment and the topology's own labels; CloudFormation puts them on every resource that takes tags."},
		{Name: ruleArtifactBucket, Doc: "Functions' code is in the environment's artifact bucket, which is a parameter so that the same template serves any."},
		{Name: ruleNested, Doc: "Over 450 resources or 900 KB a template is split into nested stacks, by the digest of each entity's address; what holds data and what they share stays in the first."},
		{Name: ruleRetain, Doc: "What holds data is kept when its stack is deleted or it is replaced."},
		{Name: ruleDependsOn, Doc: "A dependency that no reference shows is written out."},
		{Name: ruleRole, Doc: "Every function, schedule and pipe has a role of its own."},
		{Name: ruleStatement, Doc: "An edge is one statement of a policy: the actions of its class on exact ARNs, on conditions where the service has them.", Inputs: []string{backends.Topology, backends.Environment}, Edge: true},
		{Name: rulePermission, Doc: "A service may call a function for one source of this account alone.", Edge: true},
		{Name: ruleCode, Doc: "A function's code is a zip file named by the digest of its content.", Digest: true},
		{Name: ruleHandler, Doc: "Lambda starts espc's adapter, which calls the function by the signature it is written to."},
		{Name: ruleFramework, Doc: "The variables of functions-framework tell the adapter what to run."},
		{Name: ruleEnv, Doc: "What an edge leads to is handed to the function as ESPC_<KIND>_<NAME>_….", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleMegabytes, Doc: "Lambda counts memory in whole MiB."},
		{Name: ruleSeconds, Doc: "AWS counts in whole seconds."},
		{Name: ruleDays, Doc: "An archive is kept for whole days."},
		{Name: ruleLogs, Doc: "Every function has a log group of its own, kept for 30 days.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleBoundScale, Doc: "A written scale.max reserves as many concurrent executions; without one the account's limit holds."},
		{Name: ruleSecret, Doc: "A secret is a versionless dynamic reference that CloudFormation resolves when it deploys."},
		{Name: ruleInvocation, Doc: "Where all of a function's plain subscriptions have the same retries of at most 2, Lambda itself tries again."},
		{Name: ruleFailures, Doc: "What still fails is kept for 14 days in a queue of the function or the subscription."},
		{Name: ruleBuffer, Doc: "Other subscriptions go through a queue of their own, hidden for six times the function's timeout while one is handled."},
		{Name: ruleMapping, Doc: "Lambda reads a queue for the function, and a message that failed is tried again alone."},
		{Name: rulePattern, Doc: "A subscription is a rule on the event's detail-type and source; the filter adds to it, with data as detail and subject and extensions in detail.ce."},
		{Name: ruleTarget, Doc: "A rule delivers to the function or to the subscription's queue, and tries as often as the subscription says."},
		{Name: ruleRedrive, Doc: "A message that failed once more than retries goes to the dead letter."},
		{Name: rulePipe, Doc: "A pipe takes a table's stream, or failed events, to the event's bus."},
		{Name: ruleMachine, Doc: "An integration is a state machine in JSONata: a state for each step, which has the expression as written; what fails goes on to the dead letter."},
		{Name: ruleTransformer, Doc: "A transform of single values that the event's schema tells is an input transformer of the rule."},
		{Name: ruleConnection, Doc: "A state machine calls what is outside with the credential of a connection."},
		{Name: ruleSchedule, Doc: "AWS counts days of the week from Sunday as 1, and has a question mark for the day that is not given."},
		{Name: ruleCloudEvent, Doc: "A schedule sends a CloudEvent of type <topology>.schedule.<name>.", Inputs: []string{backends.Topology}},
		{Name: ruleTable, Doc: "Every key of a table and its indexes is declared once."},
		{Name: ruleOnDemand, Doc: "A table is paid by request."},
		{Name: ruleBucket, Doc: "A bucket belongs to its account alone, and is closed to the public unless public = true."},
		{Name: ruleNotify, Doc: "A bucket that notifies sends its events to EventBridge."},
		{Name: ruleEncryption, Doc: "A queue is encrypted with keys of SQS."},
		{Name: ruleAPI, Doc: "A gateway is an HTTP API, or a REST API as soon as keys, plans or quotas are used."},
		{Name: ruleRoute, Doc: "An endpoint is one route for each path and method."},
		{Name: ruleIntegration, Doc: "A route leads to a function, or to the URL of what is outside.", Inputs: []string{backends.Topology, backends.Environment}},
		{Name: ruleAuthorizer, Doc: "Authentication is an authorizer of the API."},
		{Name: ruleCaller, Doc: "What is outside is told who calls, and never by a client."},
		{Name: ruleThrottle, Doc: "A rate limit throttles a route of the stage, in requests a second."},
		{Name: ruleDeployment, Doc: "A deployment's logical id carries a digest of the API, so that a change of it is deployed.", Digest: true},
		{Name: ruleCORS, Doc: "Cross-origin rules are the API's, or a method OPTIONS of a REST API."},
		{Name: ruleKey, Doc: "A plan is a usage plan, in which each of its consumers has an API key."},
		{Name: ruleUsageKey, Doc: "Usage plans count by a key that the gatekeeper names, CONSUMER-UUID with the stack's own UUID; it proves nothing and no client sends it."},
		{Name: ruleGatekeeper, Doc: "Keys and logins, and tokens that the API does not check as the language says, are checked by a function that espc brings; its answer for a credential and a route holds for 30 seconds."},
		{Name: ruleResponse, Doc: "A REST API's own answers are those of every gateway: 404 for a path that is not there, and a challenge with 401."},
		{Name: ruleDomain, Doc: "A gateway's hosts, or else the environment's domain, are domain names of its API with TLS 1.2; the API's own address is then switched off, and without a certificate the stack asks for one."},
		{Name: ruleNetwork, Doc: "Who is not in allow_from is denied by the policy of the API."},
		{Name: ruleFirewall, Doc: "A rate limit for each address is a rule of a firewall before the API, which counts what matches the endpoint's routes."},
		{Name: ruleSecretRead, Doc: "The gatekeeper reads secrets when it runs, keeps them for five minutes, and its role may read these alone."},
		{Name: ruleSchema, Doc: "Schemas are in one registry of the topology."},
		{Name: ruleWorkspace, Doc: "Models run on LoopBack behind the Lambda Web Adapter: one function for all that no microservice takes, one for each microservice of models."},
		{Name: ruleWorkspaceSize, Doc: "A function of models has 1024 MiB unless its microservice says otherwise, and 30 seconds, the longest that an API waits."},
		{Name: ruleLayer, Doc: "The runtime of models is a layer in the artifact bucket, named by the digest of its build folder."},
		{Name: ruleJobProgram, Doc: "A job runs its command, or else its source as the runtime starts a folder: node . or python3 main.py."},
		{Name: ruleJobTime, Doc: "A job's function has the time of all its runs, with pauses between them and 15 seconds to answer, and 15 minutes at most."},
		{Name: ruleJobRetries, Doc: "The adapter runs a failed job again, as often as retries says; Lambda itself does not."},
		{Name: ruleJobRun, Doc: "A custom resource runs a job when the stack is deployed. Its logical id carries a digest of what the job is, so that a changed job runs again and an unchanged one does not.", Digest: true},
		{Name: loopback.RuleModel, Doc: loopback.RuleModelDoc},
		{Name: loopback.RuleSource, Doc: loopback.RuleSourceDoc},
		{Name: loopback.RuleConfig, Doc: loopback.RuleConfigDoc},
		{Name: documents.RuleOpenAPI, Doc: documents.RuleOpenAPIDoc},
		{Name: documents.RuleModel, Doc: documents.RuleModelDoc},
		{Name: ruleIdentity, Doc: "A workload of an EKS cluster acts on AWS by a role of its own, which EKS Pod Identity takes on for its service account alone."},
		{Name: ruleDoor, Doc: "What runs on AWS reaches what runs in a cluster through a public route of it."},
		{Name: ruleOutput, Doc: "Outputs show what a person needs after a deployment."},
		{Name: ruleService, Doc: "A microservice that is an image is an ECS Express Mode service on Fargate, in one cluster of the topology."},
		{Name: ruleServiceHealth, Doc: "The load balancer of an Express Mode service asks for a path, by default /, and takes the status 200 for healthy."},
		{Name: ruleServiceSecret, Doc: "ECS reads a microservice's secrets when a task starts, so the template names them and nothing holds them."},
		{Name: ruleServiceRoute, Doc: "A route to a microservice goes by a VPC link to its load balancer, with the service's own name as Host and in the certificate."},
		{Name: ruleFargate, Doc: "Fargate has pairs of CPU and memory; the smallest counts that has both."},
		{Name: ruleSubnets, Doc: "What calls a microservice joins the environment's subnets and security groups."},
	}
}
