package aws

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

// Components that are no entity of their own.
const (
	componentTopology  = "topology"
	componentWorkspace = "workspace"
)

// render is one lowering: the request, and what is known of the whole topology before the first entity is lowered. It does
// not change while entities are lowered, so they are lowered at the same time.
type render struct {
	req      backends.Request
	t        *schema.Topology
	settings settings
	sides    crossing.Sides

	// subscriptions says how each subscription of a function is delivered, by function and label.
	subscriptions map[schema.Address][]*delivery
	// direct are the functions that events reach without a queue, with the settings that these share.
	direct map[schema.Address]*invocation
	// failed are the queues' dead letters: where a queue's messages go that fail, by queue.
	failed map[schema.Address]*redrive
	// announced are the notifications of buckets that become an event, by event.
	announced map[schema.Address][]announcement
	// integrations are the event flows lowered here, by address.
	integrations map[schema.Address]*eventFlow
	// doors are the gateways lowered here, sorted.
	doors []*door
	code  map[schema.Address]*code
	// workspaces are the functions that serve models here, and served says which of them serves a model or a microservice.
	workspaces []*workspace
	served     map[schema.Address]*workspace
	// jobs are the jobs that run here.
	jobs []*job
	// parts are the nested stacks of functions, where there are any.
	parts map[schema.Address]string
	// moved is what goes with its function into a nested stack because the first template can't keep all of it.
	moved keep
}

func newRender(req backends.Request) *render {
	r := &render{req: req, t: req.Topology, settings: newSettings(req.Topology), sides: crossing.New(req)}
	r.code = map[schema.Address]*code{}
	r.findDeliveries()
	r.findRedrives()
	r.findAnnouncements()
	r.findIntegrations()
	r.findDoors()
	r.findWorkspaces()
	r.findJobs()
	return r
}

// here reports whether an entity is placed on this backend.
func (r *render) here(a schema.Address) bool {
	return r.req.Place == nil || r.req.Place(a) == Name
}

// owner is what an entity puts on each of the objects that it brings.
type owner struct {
	address schema.Address
	node    *tree.Node // the entity's; its origin is that of the objects
	// unit is what the objects stay together with when a template is split; data stays where it is in any case.
	unit schema.Address
}

func own(m *schema.Meta) *owner { return &owner{address: m.Address, node: m.Node, unit: m.Address} }

// with returns the owner with its objects kept together with those of another entity.
func (o *owner) with(unit schema.Address) *owner {
	c := *o
	c.unit = unit
	return &c
}

// id returns the logical id of an owner's object of a role, "" for the object that is the entity itself.
func (o *owner) id(role string) string { return logicalID(o.address, "", role) }

// resource is one resource of the template, and what the splitting of templates has to know of it.
type resource struct {
	backends.Object
	unit schema.Address
	// root resources stay in the first template.
	root bool
	// keep says how much it is worth that the resource stays in the first template.
	keep keep
}

// options are what a resource has besides its properties.
type options struct {
	// after are the resources that come first and that nothing refers to.
	after []string
	// data is set for what holds data: it outlives its stack, and stays in the first template.
	data bool
	// root is set for what nested stacks share: it stays in the first template.
	root bool
	// keep is set for what had better stay in the first template.
	keep keep
	// node gives the resource's origin in place of its owner's.
	node *tree.Node
	// metadata is what readers of the template are told besides, which changes nothing by itself.
	metadata *tree.Node
}

// resource returns a resource of an owner.
func (r *render) resource(o *owner, typ, id string, opt options, properties ...tree.Field) resource {
	fields := []tree.Field{{Key: "Type", Value: str(typ)}}
	if len(opt.after) > 0 {
		fields = append(fields, tree.F("DependsOn", ruled(ruleDependsOn, o.node, words(opt.after...))))
	}
	if opt.data {
		fields = append(fields,
			tree.F("DeletionPolicy", derived(ruleRetain, o.node, "RetainExceptOnCreate")),
			tree.F("UpdateReplacePolicy", derived(ruleRetain, o.node, "Retain")),
		)
	}
	if opt.metadata != nil {
		fields = append(fields, tree.F("Metadata", opt.metadata))
	}
	if p := tree.NewMap(properties...); len(p.Fields) > 0 {
		fields = append(fields, tree.F("Properties", p))
	}
	node := o.node
	if opt.node != nil {
		node = opt.node
	}
	return resource{
		Object: backends.Object{
			Address: backends.ObjectAddress{Type: typ, Name: id},
			Tree:    &tree.Node{Kind: tree.Map, Fields: fields, Origin: originOf(node)},
			Source:  []schema.Address{o.address},
			File:    templateFile,
		},
		unit: o.unit,
		root: opt.data || opt.root,
		keep: opt.keep,
	}
}

func originOf(n *tree.Node) *tree.Origin {
	if n == nil {
		return nil
	}
	return n.Origin
}

// tasks returns what there is to lower, in the order of addresses.
func (r *render) tasks() []func() []resource {
	var tasks []func() []resource
	for _, b := range r.t.EventBuses {
		tasks = add(r, tasks, &b.Meta, func() []resource { return r.eventBus(b) })
	}
	for _, q := range r.t.Queues {
		tasks = add(r, tasks, &q.Meta, func() []resource { return r.queue(q) })
	}
	for _, t := range r.t.Tables {
		tasks = add(r, tasks, &t.Meta, func() []resource { return r.table(t) })
	}
	for _, b := range r.t.Buckets {
		tasks = add(r, tasks, &b.Meta, func() []resource { return r.bucket(b) })
	}
	for _, f := range r.t.Functions {
		tasks = add(r, tasks, &f.Meta, func() []resource { return r.function(f) })
	}
	for _, m := range r.imageServices() {
		tasks = append(tasks, func() []resource { return r.microservice(m) })
	}
	for _, w := range r.workspaces {
		tasks = append(tasks, func() []resource { return r.workspace(w) })
	}
	for _, j := range r.jobs {
		tasks = append(tasks, func() []resource { return r.job(j) })
	}
	for _, s := range r.t.Schedules {
		tasks = add(r, tasks, &s.Meta, func() []resource { return r.schedule(s) })
	}
	for _, i := range r.flows() {
		tasks = append(tasks, func() []resource { return r.integration(i) })
	}
	for _, d := range r.doors {
		tasks = append(tasks, func() []resource { return r.gateway(d) })
	}
	for _, p := range r.t.Plans {
		tasks = add(r, tasks, &p.Meta, func() []resource { return r.plan(p) })
	}
	for _, c := range r.countedConsumers() {
		tasks = append(tasks, func() []resource { return r.consumerKey(c) })
	}
	for _, a := range r.agents() {
		tasks = append(tasks, func() []resource { return r.agent(a) })
	}
	tasks = append(tasks, r.unlimited, r.schemas, r.layers, r.cluster, r.vpcLink, r.outputs)
	return tasks
}

func add(r *render, tasks []func() []resource, m *schema.Meta, run func() []resource) []func() []resource {
	if !r.here(m.Address) {
		return tasks
	}
	return append(tasks, run)
}

// all lowers everything, as many entities at a time as there are processors, and lays it out in templates.
func (r *render) all(ctx context.Context) []backends.Object {
	r.packAll(ctx)
	lower := func() []resource { return r.lower(ctx) }
	resources := lower()
	if len(resources) == 0 {
		return nil
	}
	objects := r.split(resources, lower)
	sortObjects(objects)
	return objects
}

// lower lowers every entity, in the order of tasks.
func (r *render) lower(ctx context.Context) []resource {
	tasks := r.tasks()
	results := make([][]resource, len(tasks))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(tasks) {
					return
				}
				results[i] = tasks[i]()
			}
		})
	}
	wg.Wait()
	return slices.Concat(results...)
}

// sortObjects sorts objects by file, rank and name.
func sortObjects(objects []backends.Object) {
	slices.SortStableFunc(objects, func(a, b backends.Object) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(Backend{}.Rank(a.Address.Type), Backend{}.Rank(b.Address.Type)),
			cmp.Compare(a.Address.Name, b.Address.Name),
			cmp.Compare(a.Address.Type, b.Address.Type),
		)
	})
}

// notes are the warnings and notes of lowering: what is expressed, but not as somebody might expect.
func (r *render) notes() diag.List {
	var ds diag.List
	for _, f := range r.t.Functions {
		if r.here(f.Address) {
			ds = append(ds, r.functionNotes(f)...)
		}
	}
	for _, d := range r.doors {
		ds = append(ds, gatewayNotes(d)...)
	}
	for _, w := range r.workspaces {
		ds = append(ds, r.workspaceNotes(w)...)
	}
	for _, j := range r.jobs {
		ds = append(ds, jobNotes(j)...)
	}
	for _, m := range r.imageServices() {
		ds = append(ds, serviceNotes(m)...)
	}
	ds = append(ds, r.networkNotes()...)
	ds = append(ds, r.schemaNotes()...)
	return ds
}
