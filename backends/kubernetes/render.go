package kubernetes

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"espc.dev/backends"
	"espc.dev/backends/internal/crossing"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// render is one lowering: the request, and what is known of all workloads before the first is lowered. It does not
// change while entities are lowered, so they are lowered at the same time.
type render struct {
	req      backends.Request
	t        *schema.Topology
	settings settings
	sides    crossing.Sides

	namespace, partOf *tree.Node
	topologyLabels    []tree.Field

	// list holds the workloads in the order of their files; runs says which of them runs an entity, a model among them.
	list []*workload
	runs map[schema.Address]*workload
	// services says which workload stands behind a Service's name.
	services map[string]*workload
	// envoys are the gateways of class gateway-api.
	envoys []*envoyGateway
	// secrets are those that something here reads.
	secrets map[schema.Address]*secret
}

func newRender(req backends.Request) *render {
	t := req.Topology
	r := &render{req: req, t: t, settings: newSettings(t), sides: crossing.New(req), runs: map[schema.Address]*workload{}, services: map[string]*workload{}}
	r.namespace = r.settings.namespace
	r.partOf = tree.NewString(t.Name)
	if t.Info != nil {
		if t.Info.Name.IsSet() {
			r.partOf = t.Info.Name.Node
		}
		for _, l := range t.Info.Labels.Entries {
			r.topologyLabels = append(r.topologyLabels, tree.Field{Key: l.Key, Value: l.Node})
		}
	}
	r.findSecrets()
	r.findWorkloads()
	r.connect()
	r.connectAWS()
	return r
}

// here reports whether an entity is placed on this backend.
func (r *render) here(a schema.Address) bool {
	return r.req.Place == nil || r.req.Place(a) == Name
}

// task lowers what goes into one file.
type task struct {
	file string
	run  func() []backends.Object
}

// tasks returns what there is to lower, sorted by file.
func (r *render) tasks() []task {
	var tasks []task
	for _, w := range r.list {
		tasks = append(tasks, task{w.file, func() []backends.Object { return append(w.lower(r, w), r.triggers(w, w.on)...) }})
	}
	tasks = append(tasks, r.meshTasks()...)
	tasks = append(tasks, r.flowTasks()...)
	for _, s := range r.t.Schedules {
		if r.here(s.Address) && s.To.V.Kind == schema.KindJob {
			o := r.newOwner(s.Address, componentSchedule, workloadName(r.t.Name, componentSchedule, s.Address.Name), s.Node)
			tasks = append(tasks, task{o.file, func() []backends.Object { return r.jobSchedule(&o, s) }})
		}
	}
	for _, s := range r.t.Schemas {
		if r.here(s.Address) {
			o := r.newOwner(s.Address, componentSchema, r.schemaName(s), s.Node)
			tasks = append(tasks, task{o.file, func() []backends.Object { return r.schema(&o, s) }})
		}
	}
	tasks = append(tasks, r.envoyTasks()...)
	for _, s := range r.t.Schedules {
		if r.here(s.Address) && r.pings(s) {
			o := r.newOwner(s.Address, componentSchedule, workloadName(r.t.Name, componentSchedule, s.Address.Name), s.Node)
			tasks = append(tasks, task{o.file, func() []backends.Object { return r.ping(&o, s) }})
		}
	}
	for _, s := range r.secrets {
		if s.external && !s.formed() {
			tasks = append(tasks, task{s.file, func() []backends.Object { return r.externalSecret(s) }})
		}
	}
	if len(tasks) > 0 {
		o := r.topologyOwner()
		tasks = append(tasks, task{o.file, func() []backends.Object { return r.topology(&o) }})
	}
	slices.SortStableFunc(tasks, func(a, b task) int { return cmp.Compare(a.file, b.file) })
	return tasks
}

// all lowers everything: as many entities at a time as there are processors, in the order of their files.
func (r *render) all(ctx context.Context) []backends.Object {
	tasks := r.tasks()
	results := make([][]backends.Object, len(tasks))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(tasks) {
					return
				}
				results[i] = tasks[i].run()
				sortObjects(results[i])
			}
		})
	}
	wg.Wait()
	return slices.Concat(results...)
}

// notes are the warnings and notes of lowering: what is expressed, but not as somebody might expect.
func (r *render) notes() diag.List {
	var ds diag.List
	for _, w := range r.list {
		ds = append(ds, w.notes...)
		if w.serving && w.component == componentMicroservice {
			ds = append(ds, servingTimeoutNotes(w.longest, w.address)...)
		}
	}
	for _, x := range r.envoys {
		ds = append(ds, x.notes()...)
	}
	return append(ds, r.schemaNotes()...)
}
