package aws

import (
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// The size of the workspace's function. A Lambda function has CPU in proportion to its memory, and LoopBack takes about a
// second of a core to start: with 1024 MiB it answers its first request within three. 30 seconds are the longest that
// API Gateway waits for an answer.
const (
	workspaceMemory  = 1024 // MiB
	workspaceTimeout = 30   // seconds
)

// The Lambda Web Adapter turns what Lambda is called with into HTTP requests to a server in the same environment, and its
// answers back. Account and version 28 (v1.0.1) are those of https://github.com/awslabs/aws-lambda-web-adapter, "Zip
// Packages"; the account publishes it in every commercial region.
const (
	webAdapterAccount = "753240598075"
	webAdapterVersion = "28"
	webAdapterWrapper = "/opt/bootstrap"
	webAdapterPort    = "8080"
)

// webAdapterLayers are the adapter's layers by processor.
var webAdapterLayers = map[string]string{"arm64": "LambdaAdapterLayerArm64", "x86_64": "LambdaAdapterLayerX86"}

// workspaceHandler is the file of the function's zip that starts the server.
const workspaceHandler = "run.sh"

// layersFolder holds the layers of runtimes in the artifact bucket. A person builds and uploads them, once a version.
const layersFolder = "layers"

// roleLayer is the layer that a topology's workspaces share.
const roleLayer = "Layer"

// workspace is a function that serves models: the workspace of what no microservice takes, or a microservice of models.
type workspace struct {
	own     *owner
	address schema.Address // workspace.TOPOLOGY, or the microservice's
	models  []*schema.Model
	service *schema.Microservice // nil for the workspace
	project loopback.Project     // from packAll on
}

// workload returns what the workspace says besides its models: nothing, where it is no microservice.
func (w *workspace) workload() *schema.Workload {
	if w.service == nil {
		return &schema.Workload{}
	}
	return &w.service.Workload
}

// workspaceAddress is the address of the workspace, which is no entity of the language.
func (r *render) workspaceAddress() schema.Address {
	return schema.Address{Kind: componentWorkspace, Name: r.t.Name}
}

// findWorkspaces lists the functions that serve models here, the workspace first.
func (r *render) findWorkspaces() {
	r.served = map[schema.Address]*workspace{}
	var free []*schema.Model
	for _, m := range r.t.WorkspaceModels() {
		if r.here(m.Address) {
			free = append(free, m)
		}
	}
	if len(free) > 0 {
		a := r.workspaceAddress()
		r.addWorkspace(&workspace{own: &owner{address: free[0].Address, node: free[0].Node, unit: a}, address: a, models: free})
	}
	for _, m := range r.t.Microservices {
		if !m.Models.IsSet() || !r.here(m.Address) {
			continue
		}
		w := &workspace{own: own(&m.Meta), address: m.Address, service: m}
		for _, a := range m.Models.Values() {
			if model := schema.Find[schema.Model](r.t, a); model != nil {
				w.models = append(w.models, model)
			}
		}
		r.addWorkspace(w)
	}
}

func (r *render) addWorkspace(w *workspace) {
	r.workspaces = append(r.workspaces, w)
	r.served[w.address] = w
	for _, m := range w.models {
		r.served[m.Address] = w
	}
}

// callee returns the address of the Lambda function that answers for an entity: a function's own, or that of what serves a
// model. It reports false for what none answers for here.
func (r *render) callee(a schema.Address) (schema.Address, bool) {
	if w := r.served[a]; w != nil {
		return w.address, true
	}
	return a, a.Kind == schema.KindFunction && r.here(a)
}

// calleeID returns the logical id of the Lambda function that answers for an entity, "" where none does.
func (r *render) calleeID(a schema.Address) string {
	if f, ok := r.callee(a); ok {
		return logicalID(f, "", "")
	}
	return ""
}

// workspace lowers a workspace: its log, its role, its code and the function.
func (r *render) workspace(w *workspace) []resource {
	id := func(role string) string { return logicalID(w.address, "", role) }
	name := r.functionName(w.address, w.own.node)
	statements := append([]statement{logStatement(id(roleLogs), w.own.node)}, r.edgeStatements(w.workload())...)
	statements = append(statements, r.networkStatements(w.address, r.workspaceJoins(w))...)
	return []resource{
		r.logGroup(w.own, id(roleLogs), r.logName(w.address)),
		r.role(w.own, id(roleRole), "lambda", nil, statements),
		r.resource(w.own, "AWS::Lambda::Function", id(""), options{after: r.jobsBefore(w.address)},
			tree.F("FunctionName", name),
			tree.F("Runtime", derived(ruleWorkspace, w.own.node, lambdaRuntimes["nodejs24"])),
			tree.F("Handler", derived(ruleWorkspace, w.own.node, workspaceHandler)),
			tree.F("Code", r.codeNode(w.address, w.codeNodes()...)),
			tree.F("Layers", tree.NewList(r.webAdapter(), ref(r.layerID()))),
			tree.F("Architectures", tree.NewList(r.settings.architecture)),
			tree.F("MemorySize", w.memory()),
			tree.F("Timeout", derivedInt(ruleWorkspaceSize, w.own.node, workspaceTimeout)),
			tree.F("Role", att(id(roleRole), "Arn")),
			tree.F("LoggingConfig", ruled(ruleLogs, w.own.node, tree.NewMap(tree.F("LogGroup", ref(id(roleLogs)))))),
			tree.F("VpcConfig", r.vpcConfig(r.workspaceJoins(w))),
			tree.F("Environment", tree.NewMap(tree.F("Variables", r.workspaceVariables(w)))),
		),
	}
}

// memory returns the function's memory in MiB: as the microservice says, else the workspace's.
func (w *workspace) memory() *tree.Node {
	if m := w.workload().Memory; m.Written() {
		return derivedInt(ruleMegabytes, m.Node, int64(m.V>>20))
	}
	return derivedInt(ruleWorkspaceSize, w.own.node, workspaceMemory)
}

// webAdapter returns the ARN of the Web Adapter's layer.
func (r *render) webAdapter() *tree.Node {
	layer := webAdapterLayers[r.settings.architecture.Text]
	return ruled(ruleWorkspace, r.settings.architecture,
		sub("arn:${AWS::Partition}:lambda:${AWS::Region}:"+webAdapterAccount+":layer:"+layer+":"+webAdapterVersion))
}

// workspaceVariables returns the function's environment: what is written, what edges lead to, the connectors' secrets, and
// what the Web Adapter reads. It starts the server while Lambda waits, and past Lambda's ten seconds for that it goes on in
// the first call, so that tables that are brought up to date are not left halfway.
func (r *render) workspaceVariables(w *workspace) *tree.Node {
	v := newVariables()
	r.workloadVariables(v, w.workload())
	for _, s := range w.project.Secrets {
		v.add(s.Name, r.secretValue(s.Secret.V, s.Secret.Node))
	}
	set := func(name, value string) { v.add(name, derived(ruleWorkspace, w.own.node, value)) }
	v.add("ESPC_TOPOLOGY", derived(ruleEnv, r.topologyNode(), r.t.Name))
	set("AWS_LAMBDA_EXEC_WRAPPER", webAdapterWrapper)
	set("AWS_LWA_ASYNC_INIT", "true")
	set("AWS_LWA_PORT", webAdapterPort)
	set("AWS_LWA_READINESS_CHECK_PATH", loopback.Health)
	return v.node()
}

// layers returns the layer with the runtime of models, which all of the topology's workspaces share.
func (r *render) layers() []resource {
	if len(r.workspaces) == 0 {
		return nil
	}
	o := r.workspaces[0].own.with(r.workspaceAddress())
	return []resource{r.resource(o, "AWS::Lambda::LayerVersion", r.layerID(), options{root: true},
		tree.F("Content", ruled(ruleLayer, o.node, tree.NewMap(
			tree.F("S3Bucket", ref(parameterBucket)),
			tree.F("S3Key", str(r.layerKey())),
		))),
		tree.F("CompatibleRuntimes", ruled(ruleLayer, o.node, words(lambdaRuntimes["nodejs24"]))),
		tree.F("Description", derived(ruleLayer, o.node, loopback.Runtime)),
	)}
}

func (r *render) layerID() string { return logicalID(r.workspaceAddress(), "", roleLayer) }
