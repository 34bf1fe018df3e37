package crossing

import "espc.dev/schema"

// Way is how a reference gets from one backend to another.
type Way uint8

const (
	// NoWay says that nothing on either side can follow it.
	NoWay Way = iota
	// ByRole is a call by a workload in the cluster of an API of AWS, with a role of its own.
	ByRole
	// ByDoor is a call from AWS through a gateway of the cluster that is open to the outside.
	ByDoor
	// ByName hands over the address alone, which is known when the topology is compiled.
	ByName
)

// Rule is what the table says of a class of edges in one direction.
type Rule struct {
	Way Way
	// Gets says what the start of the edge gets, in words, as the documentation shows it; for no way what to do instead,
	// as a clause that follows "fix:".
	Gets string
}

// OntoAWS is the table of references from Kubernetes to AWS. Calls and routes lead to what runs as a function there. A class that is not in it is none between two entities that
// are placed.
var OntoAWS = map[schema.EdgeClass]Rule{
	schema.EdgeCalls: {
		Way:  ByRole,
		Gets: "`ESPC_<KIND>_X_ARN`, and `ESPC_MODEL_X_PATH`; `lambda:InvokeFunction` on it in the caller's own role",
	},
	schema.EdgeRoutes: {
		Way:  ByRole,
		Gets: "a route that invokes the function; `lambda:InvokeFunction` on it in the gateway's own role",
	},
	schema.EdgePublishes: {
		Way:  ByRole,
		Gets: "`ESPC_EVENT_X_ROUTE` and `ESPC_EVENT_BUS_X_NAME`; `events:PutEvents` on the bus in the publisher's own role, for the event's detail-type and source alone",
	},
	schema.EdgeUses:        {Gets: "let a function on AWS use it, and call that function"},
	schema.EdgeAddresses:   {Gets: "write the address once the gateway stands, or place the gateway on kubernetes"},
	schema.EdgeSubscribes:  {Gets: "place what subscribes on aws"},
	schema.EdgeDeadLetters: {Gets: "place both on aws"},
	schema.EdgeSchedules:   {Gets: "place the schedule on aws, with what it leads to"},
	schema.EdgeSends:       {Gets: "place the integration on aws"},
	schema.EdgeAuthorizes:  {Gets: "place the authorizer on kubernetes, with the gateway that asks it"},
	schema.EdgeBefore:      {Gets: "place the job on aws, with what it comes before"},
	schema.EdgeRuns:        {Gets: "place the model with the microservice that runs it"},
	schema.EdgeRelates:     {Gets: "place related models on one backend"},
	schema.EdgeBus:         {Gets: "place the event with its bus"},
	schema.EdgeEmits:       {Gets: "place the event's bus with what emits it"},
	schema.EdgeSchema:      {Gets: "place the schema with the event's bus"},
	schema.EdgeGateway:     {Gets: "leave the endpoint out of place: it is where its gateway is"},
	schema.EdgeAdmits:      {Gets: "place the consumer with the gateway of the endpoint"},
	schema.EdgePlan:        {Gets: "place the plan with its consumers"},
	schema.EdgeLimits:      {Gets: "place the plan with the gateway of the endpoint"},
}

// OntoKubernetes is the table of references from AWS to Kubernetes.
var OntoKubernetes = map[schema.EdgeClass]Rule{
	schema.EdgeCalls: {
		Way:  ByDoor,
		Gets: "`ESPC_<KIND>_X_URL`, the address of a public route that leads to the callee; no permission, and none in the cluster",
	},
	schema.EdgeRoutes: {
		Way:  ByDoor,
		Gets: "an HTTP integration that leads to a public route of the target; no permission, and none in the cluster",
	},
	schema.EdgeAddresses: {
		Way:  ByName,
		Gets: "the gateway's address, by the first of its hosts that is a name",
	},
	schema.EdgePublishes:   {Gets: "place the event's bus on aws"},
	schema.EdgeUses:        {Gets: "place it on aws, with what uses it"},
	schema.EdgeSubscribes:  {Gets: "place the event's bus or the queue on aws"},
	schema.EdgeDeadLetters: {Gets: "place both on aws"},
	schema.EdgeSchedules:   {Gets: "place the schedule on kubernetes, with what it leads to"},
	schema.EdgeSends:       {Gets: "place the integration on kubernetes"},
	schema.EdgeAuthorizes:  {Gets: "place the authorizer on aws, with the gateway that asks it"},
	schema.EdgeBefore:      {Gets: "place the job on kubernetes, with what it comes before"},
	schema.EdgeRuns:        {Gets: "place the model with the microservice that runs it"},
	schema.EdgeRelates:     {Gets: "place related models on one backend"},
	schema.EdgeBus:         {Gets: "place the event with its bus"},
	schema.EdgeEmits:       {Gets: "place the event's bus with what emits it"},
	schema.EdgeSchema:      {Gets: "place the schema with the event's bus"},
	schema.EdgeGateway:     {Gets: "leave the endpoint out of place: it is where its gateway is"},
	schema.EdgeAdmits:      {Gets: "place the consumer with the gateway of the endpoint"},
	schema.EdgePlan:        {Gets: "place the plan with its consumers"},
	schema.EdgeLimits:      {Gets: "place the plan with the gateway of the endpoint"},
}

// rule returns what the tables say of a crossing.
func (s Sides) rule(c Crossing) Rule {
	r := OntoAWS[c.Class]
	if c.There == schema.BackendKubernetes {
		r = OntoKubernetes[c.Class]
	}
	if r.Way == ByRole && c.Class != schema.EdgePublishes {
		if _, ok := s.Lambda(c.To); !ok {
			return Rule{Gets: "place both on one backend"}
		}
	}
	return r
}
