package kubernetes

import (
	"path"
	"strconv"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func (r *render) addMicroservice(m *schema.Microservice) {
	w := r.newWorkload(m.Address, componentMicroservice, workloadName(r.t.Name, componentMicroservice, m.Address.Name), m.Node)
	w.ports, w.main = microservicePorts(m), m.Port.V > 0
	w.lower = func(r *render, w *workload) []backends.Object { return r.microservice(w, m) }
	if r.settings.serving && keptFrom(m) == nil {
		w.ports = servingPorts(m.Protocol.V, w.ports[0].container)
		w.serves(m.Node)
		w.lower = func(r *render, w *workload) []backends.Object { return r.servingMicroservice(w, m) }
	}
	w.on = m.On
	entities := m.Models.Values()
	for _, a := range entities {
		if model := schema.Find[schema.Model](r.t, a); model != nil {
			w.models = append(w.models, model)
		}
	}
	w.notes = memoryNotes(r.t, w.models, microserviceSize(m).most())
	if r.settings.serving {
		w.notes = append(w.notes, servingNotes(m)...)
	}
	r.add(w, entities...)
	for _, alias := range m.Aliases.Items {
		r.services[alias.V] = w
	}
}

// microservicePorts lists the ports of a microservice, its own first. A Service listens on the same port as the pod,
// but for named ports that say another.
func microservicePorts(m *schema.Microservice) []port {
	ports := make([]port, 0, 1+len(m.PortNamed))
	if m.Port.V > 0 {
		n := integer(m.Port.V, m.Port.Node)
		name, from := m.Protocol.V, m.Protocol.Node
		for _, p := range m.PortNamed {
			if p.Label == name {
				name, from = "main", p.Node
			}
		}
		ports = append(ports, port{name: name, from: from, protocol: m.Protocol.V, service: n, container: n, number: m.Port.V})
	}
	for _, p := range m.PortNamed {
		target := p.TargetPort()
		ports = append(ports, port{
			name: p.Label, from: p.Node, protocol: p.Protocol.V, number: p.Port.V,
			service: integer(p.Port.V, p.Port.Node), container: integer(target.V, target.Node),
		})
	}
	return ports
}

// microserviceSize: scale in place of replicas.
func microserviceSize(m *schema.Microservice) size {
	if s := m.Scale; s != nil {
		return scaledSize(s.Min, s.Max, integer(s.CPUPercent.V, s.CPUPercent.Node))
	}
	return fixedSize(m.ReplicaCount())
}

// microservice lowers a microservice, be it an image or models of its own.
func (r *render) microservice(w *workload, m *schema.Microservice) []backends.Object {
	s := microserviceSize(m)
	objects := []backends.Object{r.serviceAccount(w), r.networkPolicy(w)}
	p, c := r.servicePod(w, m)
	if len(w.models) > 0 {
		objects = append(objects, r.runModels(w, p))
		if m.Health == nil {
			p.probes = workspaceProbes(w.ports)
		}
	} else if c != nil {
		objects = append(objects, r.configMap(w, *c, nil))
	}
	claims := r.mountVolumes(w, p, m)
	p.alone = len(claims) > 0 && s.most() < 2
	p.mountScratch(m.Scratch, m.Volume)
	objects = append(objects, r.microserviceServices(w, m)...)
	if s.least > 1 {
		objects = append(objects, r.disruptionBudget(w))
	}
	kind := deploymentType
	if len(claims) > 0 {
		kind = statefulSetType
		title := derived(ruleName, m.Node, w.name+headlessSuffix)
		objects = append(objects,
			r.service(w, title, tree.F("clusterIP", headless)),
			r.statefulSet(w, s, p, title, claims))
	} else {
		objects = append(objects, r.deployment(w, s, p))
	}
	if s.replicas == nil {
		objects = append(objects, r.autoscaler(w, kind, s))
	}
	return objects
}

// servicePod returns the pod of a microservice without its volumes, and what its ConfigMap holds; nil where it mounts no files.
func (r *render) servicePod(w *workload, m *schema.Microservice) (*pod, *config) {
	p := &pod{
		image:   m.Image.Node,
		command: literals(m.Command), args: literals(m.Args),
		memory: memory(m.Memory), cpu: cpu(m.CPU),
		probes: healthProbes(m),
		user:   m.User.Node, group: m.Group.Node, fsGroup: m.FsGroup.Node,
		readOnly: len(m.Scratch) > 0,
	}
	var port *tree.Node
	if w.main {
		port = w.ports[0].container
	}
	p.env = r.variables(&m.Workload, port)
	if len(w.models) > 0 || len(m.File) == 0 {
		return p, nil
	}
	c, mounts := r.fileConfig(m)
	p.checksum = c.checksum(m.Node)
	p.mounted = &mounted{filesVolume, c}
	p.mounts = append(p.mounts, mounts...)
	return p, &c
}

// microserviceServices returns the Service of a microservice and one for each alias; none where it listens on nothing.
func (r *render) microserviceServices(w *workload, m *schema.Microservice) []backends.Object {
	if len(w.ports) == 0 {
		return nil
	}
	var affinity tree.Field
	if m.SessionAffinity.V == "ip" {
		affinity = tree.F("sessionAffinity", derived(ruleAffinity, m.SessionAffinity.Node, clientAffinity))
	}
	objects := []backends.Object{r.service(w, w.title, affinity)}
	for _, alias := range m.Aliases.Items {
		objects = append(objects, r.service(w, alias.Node, affinity))
	}
	return objects
}

const filesVolume = "espc-files"

// fileConfig returns the content of a microservice's files, and a mount for each. Keys are the files' own names; of
// several alike the later ones get a number.
func (r *render) fileConfig(m *schema.Microservice) (config, []*tree.Node) {
	files := make([]configFile, len(m.File))
	mounts := make([]*tree.Node, len(m.File))
	names := make([]string, len(m.File))
	seen := map[string]int{}
	for i, f := range m.File {
		name := path.Base(f.Label)
		if n := seen[name]; n > 0 {
			names[i] = strconv.Itoa(n+1) + "." + name
		} else {
			names[i] = name
		}
		seen[name]++
	}
	for i, key := range keys(names) {
		f := m.File[i]
		files[i] = configFile{key: key, path: key, data: []byte(f.Inline.V), node: f.Inline.Node}
		if f.Source.IsSet() {
			files[i].node = f.Source.Node
			if s := r.t.Source(f.Source); s != nil && len(s.Files) == 1 {
				files[i].data = s.Files[0].Data
			}
		}
		mounts[i] = mount(filesVolume, derived(ruleFile, f.Node, f.Label), derived(ruleFile, f.Node, key))
	}
	return newConfig(ruleFile, files), mounts
}
