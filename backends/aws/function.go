package aws

import (
	"strings"
	"time"

	"espc.dev/backends/internal/crossing"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// logRetention is how many days a function's log is kept.
const logRetention = 30

// lambdaRuntimes are Lambda's names of the runtimes.
var lambdaRuntimes = map[string]string{
	"nodejs22": "nodejs22.x", "nodejs24": "nodejs24.x",
	"python3.12": "python3.12", "python3.13": "python3.13", "python3.14": "python3.14",
}

// functionName returns a function's physical name. Roles and variables name a function's ARN by it, so that two functions
// that call each other do not wait for each other.
func (r *render) functionName(a schema.Address, from *tree.Node) *tree.Node {
	return r.name(maxFunctionName, from, crossing.PlainName(a)+r.inPart(a))
}

// logsFolder is where Lambda would put a function's log itself.
const logsFolder = "/aws/lambda/"

// logName returns the name of a function's log. In the first template it is the same whichever stack the function is in.
func (r *render) logName(a schema.Address) string {
	name := crossing.PlainName(a)
	if r.moves(keepLogs) {
		name += r.inPart(a)
	}
	return logsFolder + r.name(maxFunctionName, nil, name).Text
}

// inPart is what the name of a function has, and those of its rules, in a nested stack.
func (r *render) inPart(function schema.Address) string {
	if part := r.parts[function]; part != "" {
		return "-" + part
	}
	return ""
}

// functionARN returns the ARN of a function by its name.
func (r *render) functionARN(a schema.Address) *tree.Node {
	return arn("lambda", "function:"+r.functionName(a, nil).Text)
}

// function lowers a function: its log, its role, its code, and what brings it events.
func (r *render) function(f *schema.Function) []resource {
	o := own(&f.Meta)
	name := r.functionName(f.Address, f.Node)
	out := []resource{
		r.logGroup(o, o.id(roleLogs), r.logName(f.Address)),
		r.role(o, o.id(roleRole), "lambda", nil, r.functionStatements(f)),
		r.lambda(o, f, name),
	}
	if call := r.direct[f.Address]; call != nil {
		out = append(out, r.invocation(o, f, call)...)
	}
	for _, d := range r.subscriptions[f.Address] {
		out = append(out, r.subscription(d)...)
	}
	return out
}

// logGroup returns the log of a function, by the log's whole name.
func (r *render) logGroup(o *owner, id, name string) resource {
	return r.resource(o, "AWS::Logs::LogGroup", id, options{keep: keepLogs},
		tree.F("LogGroupName", derived(ruleLogs, o.node, name)),
		tree.F("RetentionInDays", derivedInt(ruleLogs, nil, logRetention)),
	)
}

// logStatement lets a function write its own log.
func logStatement(id string, node *tree.Node) statement {
	return statement{sid: "WritesLogs", actions: actionsLogs, resources: []*tree.Node{att(id, "Arn")}, node: node}
}

// functionStatements returns what a function's role allows: its log, its written edges, the queues that Lambda reads for it,
// and where Lambda puts what failed.
func (r *render) functionStatements(f *schema.Function) []statement {
	out := []statement{logStatement(logicalID(f.Address, "", roleLogs), f.Node)}
	out = append(out, r.edgeStatements(&f.Workload)...)
	out = append(out, r.networkStatements(f.Address, r.joins(&f.Workload))...)
	consume := func(name, queue string, node *tree.Node) {
		out = append(out, statement{sid: name, actions: actionsConsume, resources: []*tree.Node{att(queue, "Arn")}, node: node})
	}
	for _, d := range r.subscriptions[f.Address] {
		switch {
		case d.event == nil:
			consume(sid("Receives"+pascal(d.on.Label, true), d.on.Queue.V), logicalID(d.on.Queue.V, "", ""), d.on.Queue.Node)
		case !d.direct:
			consume("Receives"+pascal(d.on.Label, true), d.id(roleInbox), d.on.Event.Node)
		}
	}
	for _, s := range r.deadLettersTo(f.Address) {
		consume(s.sid, s.queue, s.node)
	}
	if r.direct[f.Address] != nil {
		out = append(out, statement{
			sid: "KeepsFailures", actions: actionsSend, node: f.Node,
			resources: []*tree.Node{att(logicalID(f.Address, "", roleFailures), "Arn")},
		})
	} else {
		for _, s := range r.schedulesOf(f.Address) {
			consume(sid("Receives", s.Address), logicalID(s.Address, "", roleInbox), s.To.Node)
		}
	}
	return out
}

// lambda returns the function itself.
func (r *render) lambda(o *owner, f *schema.Function, name *tree.Node) resource {
	properties := []tree.Field{tree.F("FunctionName", name)}
	if f.Source.IsSet() {
		adapter := r.req.Adapters[f.Runtime.V]
		properties = append(properties,
			tree.F("Runtime", text(lambdaRuntimes[f.Runtime.V], f.Runtime.Node)),
			tree.F("Handler", derived(ruleHandler, f.HandlerName().Node, adapter.Handler)),
			tree.F("Code", r.codeNode(f.Address, f.Source.Node)),
		)
	} else {
		properties = append(properties,
			tree.F("PackageType", derived(ruleCode, f.Image.Node, "Image")),
			tree.F("Code", tree.NewMap(tree.F("ImageUri", f.Image.Node))),
		)
	}
	properties = append(properties,
		tree.F("Architectures", tree.NewList(r.settings.architecture)),
		tree.F("MemorySize", derivedInt(ruleMegabytes, f.Memory.Node, int64(f.Memory.V>>20))),
		tree.F("Timeout", seconds(f.Timeout)),
		tree.F("ReservedConcurrentExecutions", reserved(f)),
		tree.F("Role", att(o.id(roleRole), "Arn")),
		tree.F("LoggingConfig", ruled(ruleLogs, o.node, tree.NewMap(tree.F("LogGroup", ref(o.id(roleLogs)))))),
		tree.F("VpcConfig", r.vpcConfig(r.joins(&f.Workload))),
		tree.F("Environment", tree.NewMap(tree.F("Variables", r.functionVariables(f)))),
	)
	return r.resource(o, "AWS::Lambda::Function", o.id(""), options{after: r.jobsBefore(f.Address)}, properties...)
}

// reserved returns the concurrent executions that a written scale.max reserves.
func reserved(f *schema.Function) *tree.Node {
	if f.Scale == nil || !f.Scale.Max.Written() {
		return nil
	}
	return derivedInt(ruleBoundScale, f.Scale.Max.Node, f.Scale.Max.V)
}

// invocation says how Lambda itself tries again what failed, and keeps what still fails.
func (r *render) invocation(o *owner, f *schema.Function, call *invocation) []resource {
	failures := o.id(roleFailures)
	var age *tree.Node
	if call.age.IsSet() {
		age = seconds(call.age)
	}
	out := []resource{
		r.failureQueue(o, failures, nil, nil),
		r.resource(o, "AWS::Lambda::EventInvokeConfig", o.id(roleInvoke), options{},
			tree.F("FunctionName", ref(o.id(""))),
			tree.F("Qualifier", derived(ruleInvocation, nil, "$LATEST")),
			tree.F("MaximumRetryAttempts", integer(call.retries.V, call.retries.Node)),
			tree.F("MaximumEventAgeInSeconds", age),
			tree.F("DestinationConfig", ruled(ruleFailures, o.node, tree.NewMap(tree.F("OnFailure", tree.NewMap(tree.F("Destination", att(failures, "Arn"))))))),
		),
	}
	var open []statement
	for _, d := range r.subscriptions[f.Address] {
		if d.direct {
			open = append(open, r.ruleStatement(d.id(roleRule), failures, d.on.Event.Node))
		}
	}
	if len(open) > 0 {
		out = append(out, r.queuePolicy(o, o.id(roleOpen), failures, options{keep: keepFailures}, open...))
	}
	return out
}

// functionVariables returns a function's environment: what is written, what its edges lead to, and what the adapter reads.
func (r *render) functionVariables(f *schema.Function) *tree.Node {
	v := newVariables()
	r.workloadVariables(v, &f.Workload)
	v.add("ESPC_TOPOLOGY", derived(ruleEnv, r.topologyNode(), r.t.Name))
	for _, on := range f.On {
		if on.Queue.IsSet() {
			v.add(variable(on.Queue.V, "URL"), ruled(ruleEnv, on.Queue.Node, ref(logicalID(on.Queue.V, "", ""))))
		}
	}
	if f.Source.IsSet() {
		handler := f.HandlerName()
		signature, why := r.t.Signature(f)
		file, export := splitHandler(handler.V)
		if s := r.t.Source(f.Source); s != nil {
			file = entryFile(s, f.Runtime.V, file)
		}
		v.add("FUNCTION_SOURCE", derived(ruleFramework, handler.Node, file))
		v.add("FUNCTION_TARGET", derived(ruleFramework, handler.Node, export))
		v.add("FUNCTION_SIGNATURE_TYPE", derived(ruleFramework, why, signature))
		v.add("ESPC_CORS", r.corsRules(f))
		v.add("FUNCTION_TIMEOUT_SECONDS", derived(ruleFramework, f.Timeout.Node, seconds(f.Timeout).Text))
	}
	return v.node()
}

func isPython(runtime string) bool { return strings.HasPrefix(runtime, "python") }

// maxTimeout is the longest that Lambda lets a call take.
const maxTimeout = 15 * time.Minute
