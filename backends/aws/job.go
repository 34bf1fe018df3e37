package aws

import (
	"slices"
	"strconv"
	"time"

	"espc.dev/backends/aws/archive"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Roles of what a job brings.
const roleRun = "Run"

// jobMargin is what the adapter keeps of a job's time to end the program and to answer, and mostJobPause the most that it
// waits between two runs; see espc_lambda/job in the standard library.
const (
	jobMargin    = 15 * time.Second
	mostJobPause = 30 * time.Second
)

// job is a program that runs and ends: a function that CloudFormation calls by a custom resource, or a schedule.
type job struct {
	*schema.Job
	own *owner
	// run is a digest of what the job is, from packAll on: the source, how it is started, and what it finds. A part of a
	// function's name that only a split of the stack brings is not in it, so that no split runs a job again.
	run string
}

// findJobs lists the jobs that run here.
func (r *render) findJobs() {
	for _, j := range r.t.Jobs {
		if r.here(j.Address) && j.Source.IsSet() {
			r.jobs = append(r.jobs, &job{Job: j, own: own(&j.Meta)})
		}
	}
}

// identifyJobs gives each job the digest of what it is.
func (r *render) identifyJobs() {
	for _, j := range r.jobs {
		b := tree.AppendYAML(nil, tree.NewMap(
			tree.F("runtime", str(j.Runtime.V)),
			tree.F("memory", tree.NewInt(int64(j.Memory.V))),
			tree.F("time", tree.NewInt(j.seconds())),
			tree.F("variables", r.jobVariables(j)),
		))
		if s := r.t.Source(j.Source); s != nil {
			b = append(b, archive.Digest(s)...)
		}
		j.run = digest(string(b))[:8]
	}
}

// seconds is how long the function may take: for all runs, as far as Lambda lets a call take.
func (j *job) seconds() int64 {
	total := jobMargin
	for n := range j.Retries.V + 1 {
		if total += j.Timeout.V; n > 0 {
			total += min(time.Second<<min(n-1, 5), mostJobPause)
		}
		if total >= maxTimeout {
			return int64(maxTimeout / time.Second)
		}
	}
	return int64((total + time.Second - 1) / time.Second)
}

// runID is the logical id of a job's custom resource. It carries the digest, so that a changed job is a new resource, which
// runs, and a deployment that is rolled back runs no job again.
func (j *job) runID() string { return j.own.id(roleRun + j.run) }

// jobsBefore returns the logical ids of the jobs that are done before an entity starts, sorted.
func (r *render) jobsBefore(a schema.Address) []string {
	var out []string
	for _, j := range r.jobs {
		if slices.Contains(j.Before.Values(), a) {
			out = append(out, j.runID())
		}
	}
	slices.Sort(out)
	return out
}

// job lowers a job: its log, its role, its code and function, and what runs it at apply.
func (r *render) job(j *job) []resource {
	name := r.functionName(j.Address, j.Node)
	id, logs, role := j.own.id(""), j.own.id(roleLogs), j.own.id(roleRole)
	out := []resource{
		r.logGroup(j.own, logs, r.logName(j.Address)),
		r.role(j.own, role, "lambda", nil, r.jobStatements(j)),
		r.resource(j.own, "AWS::Lambda::Function", id, options{},
			tree.F("FunctionName", name),
			tree.F("Runtime", text(lambdaRuntimes[j.Runtime.V], j.Runtime.Node)),
			tree.F("Handler", derived(ruleHandler, j.Source.Node, r.req.Adapters[j.Runtime.V].JobHandler)),
			tree.F("Code", r.codeNode(j.Address, j.Source.Node)),
			tree.F("Architectures", tree.NewList(r.settings.architecture)),
			tree.F("MemorySize", derivedInt(ruleMegabytes, j.Memory.Node, int64(j.Memory.V>>20))),
			tree.F("EphemeralStorage", j.storage()),
			tree.F("Timeout", derivedInt(ruleJobTime, j.Timeout.Node, j.seconds())),
			tree.F("Role", att(role, "Arn")),
			tree.F("LoggingConfig", ruled(ruleLogs, j.Node, tree.NewMap(tree.F("LogGroup", ref(logs))))),
			tree.F("VpcConfig", r.vpcConfig(r.joins(&j.Workload))),
			tree.F("Environment", tree.NewMap(tree.F("Variables", r.jobVariables(j)))),
		),
	}
	out = append(out, r.jobCalls(j)...)
	if r.t.RunsAtApply(j.Job) {
		out = append(out, r.jobRun(j))
	}
	return out
}

// jobStatements returns what a job's role allows: its log, its written edges, and the queue of runs that failed.
func (r *render) jobStatements(j *job) []statement {
	out := append([]statement{logStatement(j.own.id(roleLogs), j.Node)}, r.edgeStatements(&j.Workload)...)
	out = append(out, r.networkStatements(j.Address, r.joins(&j.Workload))...)
	if len(r.schedulesOf(j.Address)) > 0 {
		out = append(out, statement{
			sid: "KeepsFailures", actions: actionsSend, node: j.Node, resources: []*tree.Node{att(j.own.id(roleFailures), "Arn")},
		})
	}
	return out
}

// jobCalls says that Lambda itself tries nothing again, because the adapter does, and keeps what a schedule ran in vain.
func (r *render) jobCalls(j *job) []resource {
	var out []resource
	var failed *tree.Node
	if len(r.schedulesOf(j.Address)) > 0 {
		queue := j.own.id(roleFailures)
		out = append(out, r.failureQueue(j.own, queue, nil, nil))
		failed = ruled(ruleFailures, j.Node, tree.NewMap(tree.F("OnFailure", tree.NewMap(tree.F("Destination", att(queue, "Arn"))))))
	}
	return append(out, r.resource(j.own, "AWS::Lambda::EventInvokeConfig", j.own.id(roleInvoke), options{},
		tree.F("FunctionName", ref(j.own.id(""))),
		tree.F("Qualifier", derived(ruleInvocation, nil, "$LATEST")),
		tree.F("MaximumRetryAttempts", derivedInt(ruleJobRetries, j.Retries.Node, 0)),
		tree.F("DestinationConfig", failed),
	))
}

// jobRun runs a job when the stack is deployed: once what it calls is there, and before what it stands before. CloudFormation
// waits a minute longer than the job may take, should its environment end without an answer.
func (r *render) jobRun(j *job) resource {
	after := []string{j.own.id(roleInvoke)}
	for _, a := range j.Calls.Items {
		if id := r.calleeID(a.V); id != "" && !slices.Contains(after, id) {
			after = append(after, id)
		}
	}
	slices.Sort(after)
	return r.resource(j.own, "AWS::CloudFormation::CustomResource", j.runID(), options{after: after},
		tree.F("ServiceToken", ruled(ruleJobRun, j.Node, att(j.own.id(""), "Arn"))),
		tree.F("ServiceTimeout", derivedInt(ruleJobRun, j.Timeout.Node, j.seconds()+60)),
		tree.F("Run", derived(ruleJobRun, j.Node, j.run)),
	)
}

// jobVariables returns a job's environment: what is written, what its edges lead to, and how the adapter runs it.
func (r *render) jobVariables(j *job) *tree.Node {
	v := newVariables()
	r.workloadVariables(v, &j.Workload)
	v.add("ESPC_TOPOLOGY", derived(ruleEnv, r.topologyNode(), r.t.Name))
	command, from := j.Command.Values(), j.Command.Node
	if len(command) == 0 {
		command, from = j.EntryCommand(), j.Runtime.Node
	}
	program := tree.AppendJSON(nil, words(append(slices.Clone(command), j.Args.Values()...)...), "")
	v.add("ESPC_JOB_COMMAND", derived(ruleJobProgram, from, string(program)))
	v.add("ESPC_JOB_RETRIES", derived(ruleJobRetries, j.Retries.Node, strconv.FormatInt(j.Retries.V, 10)))
	v.add("ESPC_JOB_TIMEOUT_SECONDS", derived(ruleJobTime, j.Timeout.Node, seconds(j.Timeout).Text))
	return v.node()
}

// storage is the size of /tmp where the job asks for one.
func (j *job) storage() *tree.Node {
	for _, s := range j.Scratch {
		if s.Path.V == tmpPath && s.Size.IsSet() {
			return tree.NewMap(tree.F("Size", derivedInt(ruleMegabytes, s.Size.Node, max(leastStorage, int64(s.Size.V>>20)))))
		}
	}
	return nil
}

// Sizes of /tmp in MiB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
const (
	tmpPath      = "/tmp"
	leastStorage = 512
	mostStorage  = 10240
)
