package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

var (
	runtimePort     = ruled(rulePort, tree.NewInt(8080))
	runtimeHTTPPort = ruled(rulePort, tree.NewInt(80))
)

// runtimePorts are the ports of what a runtime image runs: its Service's 80 leads to 8080.
func runtimePorts() []port {
	return []port{{name: "http", protocol: "http", service: runtimeHTTPPort, container: runtimePort, number: 80}}
}

// functionProbes ask whether the function's server listens; a request would call the function.
var functionProbes = newProbes(tcpProbe(runtimePort), nil, nil, tree.Derive(ruleProbe, nil))

func (r *render) addFunction(f *schema.Function) {
	w := r.newWorkload(f.Address, componentFunction, workloadName(r.t.Name, componentFunction, f.Address.Name), f.Node)
	w.ports, w.main = runtimePorts(), true
	w.takes(f.Timeout)
	w.on = f.On
	if r.settings.serving {
		w.ports = servingPorts("http", runtimePort)
		w.serves(f.Node)
		w.lower = func(r *render, w *workload) []backends.Object { return r.servingFunction(w, f) }
		w.notes = servingFunctionNotes(f)
	} else {
		w.lower = func(r *render, w *workload) []backends.Object { return r.function(w, f) }
		w.notes = functionNotes(f)
	}
	r.add(w)
}

// function lowers a function: a Deployment of its image, or of its runtime's with the source from a ConfigMap.
func (r *render) function(w *workload, f *schema.Function) []backends.Object {
	p, c := r.functionPod(f)
	objects := []backends.Object{r.serviceAccount(w), r.networkPolicy(w), r.service(w, w.title)}
	if c != nil {
		objects = append(objects, r.configMap(w, *c, nil))
	}
	s := functionSize(f)
	objects = append(objects, r.deployment(w, s, p))
	if s.replicas == nil {
		objects = append(objects, r.autoscaler(w, deploymentType, s))
	}
	return objects
}

// functionPod returns the pod of a function, and what its ConfigMap holds; nil where it is an image.
func (r *render) functionPod(f *schema.Function) (*pod, *config) {
	p := &pod{memory: memory(f.Memory), cpu: cpu(f.CPU), probes: functionProbes}
	p.env = append(r.variables(&f.Workload, runtimePort), variableNode{
		"FUNCTION_TIMEOUT_SECONDS",
		tree.F("value", derived(ruleTimeoutEnv, f.Timeout.Node, seconds(f.Timeout).Str())),
		f.Timeout.Node,
	})
	if !f.Source.IsSet() {
		p.image = f.Image.Node
		return p, nil
	}
	c := sourceConfig(r.t.Source(f.Source), f.Source.Node)
	p.image = r.runtimeImage("function-"+f.Runtime.V, f.Runtime.Node)
	p.addSource(c, f.Source.Node)
	p.volumes, p.mounts = append(p.volumes, tmpScratch), append(p.mounts, tmpMount)
	p.env = append(p.env, r.frameworkVariables(f)...)
	return p, &c
}

// frameworkVariables tell functions-framework what to run.
func (r *render) frameworkVariables(f *schema.Function) []variableNode {
	handler := f.HandlerName()
	signature, why := r.t.Signature(f)
	file, export := splitHandler(handler.V)
	if s := r.t.Source(f.Source); s != nil {
		file = entryFile(s, f.Runtime.V, file)
	}
	out := []variableNode{
		{"FUNCTION_SOURCE", tree.F("value", derived(ruleEntry, handler.Node, sourcePath+"/"+file)), handler.Node},
		{"FUNCTION_TARGET", tree.F("value", derived(ruleEntry, handler.Node, export)), handler.Node},
		{"FUNCTION_SIGNATURE_TYPE", tree.F("value", derived(ruleEntry, why, signature)), why},
	}
	if filters := runtimeFilters(f.On); filters != "" {
		out = append(out, variableNode{"ESPC_FILTERS", tree.F("value", derived(ruleDataFilter, f.Node, escapeDollar(filters))), f.Node})
	}
	if n := f.Scale.Concurrency.Node; isPython(f.Runtime.V) && n != nil {
		out = append(out, variableNode{"FUNCTION_CONCURRENCY", tree.F("value", derived(ruleThreads, n, n.Text)), n})
	}
	return out
}

// functionSize: a Deployment does not scale to zero, so one replica is the least.
func functionSize(f *schema.Function) size {
	least, most := f.Scale.Min, f.Scale.Max
	if least.V == 0 {
		least = schema.Value[int64]{V: 1, Node: derivedInt(ruleNoZero, f.Scale.Min.Node, 1)}
	}
	return scaledSize(least, most, functionCPUPercent)
}

// functionNotes says where plain Kubernetes does other than what is written.
func functionNotes(f *schema.Function) diag.List {
	var ds diag.List
	if f.Scale.Min.Written() && f.Scale.Min.V == 0 {
		ds = append(ds, diag.NoScaleToZero.At(f.Scale.Min.Node.Range(), "%s keeps one replica running: a Deployment does not scale to zero", f.Address).
			WithFix(`write min = 1, or serving = "knative" in the environment's backend`).WithAddress(f.Address.String()))
	}
	if f.Scale.Concurrency.Written() && !isPython(f.Runtime.V) {
		ds = append(ds, diag.ScaleOnCPU.At(f.Scale.Concurrency.Node.Range(), "concurrency does not count for %s: a Deployment scales at 80 %% CPU", f.Address).
			WithFix(`leave it for environments with serving = "knative"; nothing needs to change here`).WithAddress(f.Address.String()))
	}
	return ds
}
