package aws

import "espc.dev/backends/internal/loopback"

// Rules of derivation: `why` prints them as links of a field's chain of origins.
const (
	ruleName           = "aws-name"
	ruleTemplate       = "template"
	ruleTags           = "stack-tags"
	ruleArtifactBucket = "artifact-bucket"
	ruleNested         = "nested-stack"
	ruleArchitecture   = "architecture"
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

// Rule is one rule of derivation.
type Rule struct{ Name, Doc string }

// Rules returns the rules of derivation that origins of this backend name, each with a sentence of explanation.
func Rules() []Rule {
	return []Rule{
		{ruleName, "What a person meets (functions, APIs, buses, rules) is named TOPOLOGY-ENVIRONMENT-NAME; in a nested stack a function has the stack in its name, and a name that is too long for its service is cut and gets six digits of its SHA-256."},
		{ruleTemplate, "A template says its format and what it is."},
		{ruleTags, "The stack's tags say the topology, the environment and the topology's own labels; CloudFormation puts them on every resource that takes tags."},
		{ruleArtifactBucket, "Functions' code is in the environment's artifact bucket, which is a parameter so that the same template serves any."},
		{ruleNested, "Over 450 resources or 900 KB a template is split into nested stacks, by the digest of each entity's address; what holds data and what they share stays in the first."},
		{ruleArchitecture, "Functions run on arm64 unless the environment says otherwise."},
		{ruleRetain, "What holds data is kept when its stack is deleted or it is replaced."},
		{ruleDependsOn, "A dependency that no reference shows is written out."},
		{ruleRole, "Every function, schedule and pipe has a role of its own."},
		{ruleStatement, "An edge is one statement of a policy: the actions of its class on exact ARNs, on conditions where the service has them."},
		{rulePermission, "A service may call a function for one source of this account alone."},
		{ruleCode, "A function's code is a zip file named by the digest of its content."},
		{ruleHandler, "Lambda starts espc's adapter, which calls the function by the signature it is written to."},
		{ruleFramework, "The variables of functions-framework tell the adapter what to run."},
		{ruleEnv, "What an edge leads to is handed to the function as ESPC_<KIND>_<NAME>_…."},
		{ruleMegabytes, "Lambda counts memory in whole MiB."},
		{ruleSeconds, "AWS counts in whole seconds."},
		{ruleDays, "An archive is kept for whole days."},
		{ruleLogs, "Every function has a log group of its own, kept for 30 days."},
		{ruleBoundScale, "A written scale.max reserves as many concurrent executions; without one the account's limit holds."},
		{ruleSecret, "A secret is a versionless dynamic reference that CloudFormation resolves when it deploys."},
		{ruleInvocation, "Where all of a function's plain subscriptions have the same retries of at most 2, Lambda itself tries again."},
		{ruleFailures, "What still fails is kept for 14 days in a queue of the function or the subscription."},
		{ruleBuffer, "Other subscriptions go through a queue of their own, hidden for six times the function's timeout while one is handled."},
		{ruleMapping, "Lambda reads a queue for the function, and a message that failed is tried again alone."},
		{rulePattern, "A subscription is a rule on the event's detail-type and source; the filter adds to it, with data as detail and subject and extensions in detail.ce."},
		{ruleTarget, "A rule delivers to the function or to the subscription's queue, and tries as often as the subscription says."},
		{ruleRedrive, "A message that failed once more than retries goes to the dead letter."},
		{rulePipe, "A pipe takes a table's stream, or failed events, to the event's bus."},
		{ruleMachine, "An integration is a state machine in JSONata: a state for each step, which has the expression as written; what fails goes on to the dead letter."},
		{ruleTransformer, "A transform of single values that the event's schema tells is an input transformer of the rule."},
		{ruleConnection, "A state machine calls what is outside with the credential of a connection."},
		{ruleSchedule, "AWS counts days of the week from Sunday as 1, and has a question mark for the day that is not given."},
		{ruleCloudEvent, "A schedule sends a CloudEvent of type <topology>.schedule.<name>."},
		{ruleTable, "Every key of a table and its indexes is declared once."},
		{ruleOnDemand, "A table is paid by request."},
		{ruleBucket, "A bucket belongs to its account alone, and is closed to the public unless public = true."},
		{ruleNotify, "A bucket that notifies sends its events to EventBridge."},
		{ruleEncryption, "A queue is encrypted with keys of SQS."},
		{ruleAPI, "A gateway is an HTTP API, or a REST API as soon as keys, plans or quotas are used."},
		{ruleRoute, "An endpoint is one route for each path and method."},
		{ruleIntegration, "A route leads to a function, or to the URL of what is outside."},
		{ruleAuthorizer, "Authentication is an authorizer of the API."},
		{ruleCaller, "What is outside is told who calls, and never by a client."},
		{ruleThrottle, "A rate limit throttles a route of the stage, in requests a second."},
		{ruleDeployment, "A deployment's logical id carries a digest of the API, so that a change of it is deployed."},
		{ruleCORS, "Cross-origin rules are the API's, or a method OPTIONS of a REST API."},
		{ruleKey, "A plan is a usage plan, in which each of its consumers has an API key."},
		{ruleUsageKey, "Usage plans count by a key that the gatekeeper names, CONSUMER-UUID with the stack's own UUID; it proves nothing and no client sends it."},
		{ruleGatekeeper, "Keys and logins, and tokens that the API does not check as the language says, are checked by a function that espc brings; its answer for a credential and a route holds for 30 seconds."},
		{ruleResponse, "A REST API's own answers are those of every gateway: 404 for a path that is not there, and a challenge with 401."},
		{ruleDomain, "A gateway's hosts, or else the environment's domain, are domain names of its API with TLS 1.2; the API's own address is then switched off, and without a certificate the stack asks for one."},
		{ruleNetwork, "Who is not in allow_from is denied by the policy of the API."},
		{ruleFirewall, "A rate limit for each address is a rule of a firewall before the API, which counts what matches the endpoint's routes."},
		{ruleSecretRead, "The gatekeeper reads secrets when it runs, keeps them for five minutes, and its role may read these alone."},
		{ruleSchema, "Schemas are in one registry of the topology."},
		{ruleWorkspace, "Models run on LoopBack behind the Lambda Web Adapter: one function for all that no microservice takes, one for each microservice of models."},
		{ruleWorkspaceSize, "A function of models has 1024 MiB unless its microservice says otherwise, and 30 seconds, the longest that an API waits."},
		{ruleLayer, "The runtime of models is a layer in the artifact bucket, named by the digest of its build folder."},
		{ruleJobProgram, "A job runs its command, or else its source as the runtime starts a folder: node . or python3 main.py."},
		{ruleJobTime, "A job's function has the time of all its runs, with pauses between them and 15 seconds to answer, and 15 minutes at most."},
		{ruleJobRetries, "The adapter runs a failed job again, as often as retries says; Lambda itself does not."},
		{ruleJobRun, "A custom resource runs a job when the stack is deployed. Its logical id carries a digest of what the job is, so that a changed job runs again and an unchanged one does not."},
		{loopback.RuleModel, loopback.RuleModelDoc},
		{loopback.RuleSource, loopback.RuleSourceDoc},
		{loopback.RuleConfig, loopback.RuleConfigDoc},
		{ruleIdentity, "A workload of an EKS cluster acts on AWS by a role of its own, which EKS Pod Identity takes on for its service account alone."},
		{ruleDoor, "What runs on AWS reaches what runs in a cluster through a public route of it."},
		{ruleOutput, "Outputs show what a person needs after a deployment."},
		{ruleService, "A microservice that is an image is an ECS Express Mode service on Fargate, in one cluster of the topology."},
		{ruleServiceHealth, "The load balancer of an Express Mode service asks for a path, by default /, and takes the status 200 for healthy."},
		{ruleServiceSecret, "ECS reads a microservice's secrets when a task starts, so the template names them and nothing holds them."},
		{ruleServiceRoute, "A route to a microservice goes by a VPC link to its load balancer, with the service's own name as Host and in the certificate."},
		{ruleFargate, "Fargate has pairs of CPU and memory; the smallest counts that has both."},
		{ruleSubnets, "What calls a microservice joins the environment's subnets and security groups."},
	}
}
