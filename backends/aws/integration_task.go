package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// task is a Task state in the making.
type task struct{ fields []tree.Field }

// Pauses between the tries of a task, in seconds: the first, and the longest; each is twice the one before.
const (
	firstPause   = 1
	longestPause = 60
)

func (t *task) with(fields ...tree.Field) *task {
	return &task{append(t.fields[:len(t.fields):len(t.fields)], fields...)}
}

func (t *task) end() *tree.Node {
	return tree.NewMap(t.with(tree.F("End", tree.NewBool(true))).fields...)
}

func (t *task) next(name string) *tree.Node {
	return tree.NewMap(t.with(tree.F("Next", str(name))).fields...)
}

// output sets what comes of the task; nothing of it is needed where nothing follows.
func (t *task) output(n *tree.Node) *task { return t.with(tree.F("Output", n)) }

// retried makes a task be tried again as often as the integration says.
func (t *task) retried(i *eventFlow) *task {
	return t.again(i.Integration.Retries.V)
}

// again makes a task be tried again so often, or until it works.
func (t *task) again(retries int64) *task {
	if retries == 0 {
		return t
	}
	return t.with(tree.F("Retry", tree.NewList(tree.NewMap(
		tree.F("ErrorEquals", words("States.ALL")),
		tree.F("IntervalSeconds", tree.NewInt(firstPause)),
		tree.F("MaxAttempts", tree.NewInt(retries)),
		tree.F("BackoffRate", tree.NewInt(2)),
		tree.F("MaxDelaySeconds", tree.NewInt(longestPause)),
		tree.F("JitterStrategy", str("FULL")),
	))))
}

// caught makes a failure an outcome that the next state has as its input.
func (t *task) caught(next string) *task {
	return t.with(tree.F("Catch", tree.NewList(tree.NewMap(
		tree.F("ErrorEquals", words("States.ALL")),
		tree.F("Output", tree.NewMap(tree.F("failed", tree.NewBool(true)), tree.F("cause", str(query(`$states.errorOutput.Error & ": " & $states.errorOutput.Cause`))))),
		tree.F("Next", str(next)),
	))))
}

// resourceNames are the substitutions for Step Functions' integrations, whose ARNs have the partition in them.
var resourceNames = map[string]string{
	"events:putEvents": "PutEvents", "http:invoke": "InvokeHTTP", "lambda:invoke": "InvokeFunction", "sqs:sendMessage": "SendMessage",
}

// task returns a task of one of Step Functions' integrations: "lambda:invoke".
func (m *machine) task(integration string, arguments ...tree.Field) *task {
	return &task{[]tree.Field{
		tree.F("Type", str("Task")),
		tree.F("Resource", str(m.put(resourceNames[integration], sub("arn:${AWS::Partition}:states:::"+integration)))),
		tree.F("Arguments", tree.NewMap(arguments...)),
	}}
}

// putEvent puts a CloudEvent on its bus, as an expression gives it.
func (m *machine) putEvent(e *schema.Event, edge schema.Value[schema.Address], event string) *task {
	if s, ok := m.publishStatement(e.Address, edge.Node); ok {
		m.allow(s)
	}
	t := m.task("events:putEvents", tree.F("Entries", tree.NewList(tree.NewMap(
		tree.F("EventBusName", str(m.put("Bus"+pascal(e.Bus.V.Name, false), m.busName(e.Bus.V)))),
		tree.F("DetailType", m.t.EventType(e).Node),
		tree.F("Source", m.t.EventSource(e).Node),
		tree.F("Detail", str(query(leaving(event)))),
	))))
	return t.output(tree.NewMap())
}

// send sends a message to a queue, as an expression gives it. In a FIFO queue an integration's messages are one group.
func (m *machine) send(url string, fifo bool, message string) *task {
	arguments := []tree.Field{tree.F("QueueUrl", str(url)), tree.F("MessageBody", str(query("$string("+message+")")))}
	if fifo {
		arguments = append(arguments, tree.F("MessageGroupId", str(m.i.own.address.Name)))
	}
	return m.task("sqs:sendMessage", arguments...).output(tree.NewMap())
}

// invoke calls a function and waits for what comes of it, so that a call that fails is seen to.
func (m *machine) invoke(to schema.Value[schema.Address], payload tree.Field) *task {
	s, ok := m.callStatement(to.V, to.Node)
	if !ok {
		return m.task("lambda:invoke", payload)
	}
	m.allow(s)
	f, _ := m.callee(to.V)
	return m.task("lambda:invoke", tree.F("FunctionName", str(m.put("Function"+pascal(f.Name, false), m.functionARN(f)))), payload)
}

// httpPayload is a call of a function that answers HTTP, as a gateway makes it: the whole event, in CloudEvents' structured mode.
func httpPayload(to schema.Address) *tree.Node {
	return tree.NewMap(
		tree.F("version", str("2.0")),
		tree.F("routeKey", str("$default")),
		tree.F("rawPath", str("/")),
		tree.F("headers", tree.NewMap(tree.F("host", str(to.Name)), tree.F("content-type", str("application/cloudevents+json")))),
		tree.F("requestContext", tree.NewMap(
			tree.F("domainName", str(to.Name)),
			tree.F("stage", str("$default")),
			tree.F("routeKey", str("$default")),
			tree.F("http", tree.NewMap(tree.F("method", str("POST")), tree.F("path", str("/")), tree.F("protocol", str("HTTP/1.1")), tree.F("sourceIp", str("127.0.0.1")))),
		)),
		tree.F("body", str(query("$string($states.input)"))),
		tree.F("isBase64Encoded", tree.NewBool(false)),
	)
}

// accepted returns an answer of HTTP if it says that all went well, and fails where it doesn't.
func accepted(payload string) string {
	return payload + `.(statusCode >= 200 and statusCode < 300 ? $ : $error("it answered " & $string(statusCode)))`
}

// enrich calls with the event and puts the answer into the data.
func (m *machine) enrich(e *schema.EnrichStep) *task {
	if e.Call.V.Kind == schema.KindServiceEndpoint {
		answer := `($exists($states.result.ResponseBody) and $states.result.ResponseBody != "" ? $states.result.ResponseBody : null)`
		return m.request(e.Call, "$states.input.data").output(str(query(input.Answered(answer, e.Into.V)))).retried(m.i)
	}
	answer := "$answer"
	read := "(" + answer + " := " + accepted("$states.result.Payload") +
		`.(body != "" ? $parse(isBase64Encoded ? $base64decode(body) : body) : null); ` + input.Answered(answer, e.Into.V) + ")"
	return m.invoke(e.Call, tree.F("Payload", httpPayload(e.Call.V))).output(str(query(read))).retried(m.i)
}
