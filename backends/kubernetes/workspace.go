package kubernetes

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

const (
	workspaceRuntime = loopback.Runtime
	projectVolume    = "espc-project"
)

var (
	projectPath = ruled(ruleRuntime, tree.NewString("/app/project"))
	healthPath  = ruled(ruleRuntime, tree.NewString(loopback.Health))
)

// findWorkspace makes a workload of the models that no microservice takes. It is no entity of the language: its address is
// workspace.TOPOLOGY, and the first model's declaration brings it.
func (r *render) findWorkspace() {
	var models []*schema.Model
	for _, m := range r.t.WorkspaceModels() {
		if r.here(m.Address) {
			models = append(models, m)
		}
	}
	if len(models) == 0 {
		return
	}
	address := schema.Address{Kind: componentWorkspace, Name: r.t.Name}
	w := r.newWorkload(address, componentWorkspace, shorten(r.t.Name+"-"+componentWorkspace), models[0].Node)
	w.ports, w.main, w.models = runtimePorts(), true, models
	w.lower = (*render).workspace
	entities := make([]schema.Address, len(models))
	for i, m := range models {
		entities[i] = m.Address
	}
	w.source = append(w.source, entities...)
	w.notes = memoryNotes(r.t, models, r.settings.size().Replicas.V)
	r.add(w, entities...)
}

// workspace lowers the workspace.
func (r *render) workspace(w *workload) []backends.Object {
	is := r.settings.size()
	s := fixedSize(is.Replicas)
	p := &pod{memory: memory(is.Memory), cpu: cpu(is.CPU), probes: workspaceProbes(w.ports)}
	p.env = r.variables(&schema.Workload{}, runtimePort)
	objects := []backends.Object{
		r.serviceAccount(w), r.networkPolicy(w), r.runModels(w, p), r.service(w, w.title), r.deployment(w, s, p),
	}
	if s.least > 1 {
		objects = append(objects, r.disruptionBudget(w))
	}
	return objects
}

// workspaceProbes ask the runtime's own health path, which answers once the project has booted.
func workspaceProbes(ports []port) probes {
	if len(ports) == 0 {
		return probes{}
	}
	return newProbes(httpProbe(healthPath, ports[0].container), nil, nil, tree.Derive(ruleProbe, nil))
}

// runModels makes a pod run the workload's models by the workspace's runtime, and returns the ConfigMap with its project.
func (r *render) runModels(w *workload, p *pod) backends.Object {
	project := loopback.New(r.t, w.models, w.node)
	c := projectConfig(project)
	if p.image == nil {
		p.image = r.runtimeImage(workspaceRuntime, w.node)
	}
	p.runtime = true
	p.env = append(p.env, w.shutdownVariable()...)
	p.checksum = c.checksum(w.node)
	p.volumes = append(p.volumes, c.volume(projectVolume, w.title))
	p.mounts = append(p.mounts, mount(projectVolume, projectPath, nil))
	variables := make([]secretVariable, len(project.Secrets))
	for i, s := range project.Secrets {
		variables[i] = secretVariable(s)
	}
	p.env = append(p.env, r.secretEnvironment(variables)...)
	return r.configMap(w, c, nil)
}

// projectConfig returns a project as the entries of a ConfigMap, sorted by key, and the items of the volume that puts them
// in their places: a key can't have the slashes of a path.
func projectConfig(p loopback.Project) config {
	files := slices.Clone(p.Files)
	slices.SortFunc(files, func(a, b loopback.File) int { return cmp.Compare(projectKey(a), projectKey(b)) })
	var data []tree.Field
	var items []*tree.Node
	for _, f := range files {
		data = append(data, tree.F(projectKey(f), f.Text))
		items = append(items, tree.NewMap(tree.F("key", tree.NewString(projectKey(f))), tree.F("path", tree.NewString(f.Path))).With(f.Text.Origin))
	}
	return config{data: tree.NewMap(data...), items: tree.NewList(items...)}
}

// projectKey returns a file's key: models.order.json is common/models/order.json.
func projectKey(f loopback.File) string {
	if name, ok := strings.CutPrefix(f.Path, "common/models/"); ok {
		return "models." + name
	}
	return f.Path
}

// memoryNotes warns of models that are kept in memory by several replicas: each has records of its own.
func memoryNotes(t *schema.Topology, models []*schema.Model, replicas int64) diag.List {
	if replicas < 2 {
		return nil
	}
	var ds diag.List
	for _, m := range models {
		if c := schema.Find[schema.Connector](t, m.Connector.V); c != nil && c.Type.V == "memory" {
			ds = append(ds, diag.MemoryReplicas.At(m.Connector.Node.Range(), "%s is kept in memory by %d replicas, and each has records of its own", m.Address, replicas).
				WithFix("run it in a microservice of its own with replicas = 1, or use a connector that keeps records").WithAddress(m.Address.String()))
		}
	}
	return ds
}
