package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Live is what was measured against an API server. In each table, ratios relate to the first row.
type Live struct {
	Server    string // the API server's version
	Create    Table  // objects into a namespace that is there and empty; the first row is the floor
	Unchanged Table  // plans that find nothing; the first row is the floor
	Change    Table  // one image is another one
	Written   []string
	Large     *Table // espc alone, with many objects
	Versions  []string
	Missing   []string
}

// bench is a run against one cluster.
type bench struct {
	Options
	cluster  *cluster
	work     string
	progress io.Writer
	made     int // namespaces so far
}

// task is one thing that is timed. What comes before and after it is not.
type task struct {
	name    string
	objects int
	before  func() error
	run     func() (sample, error)
	after   func() error
}

// measureLive starts a cluster, and measures the tools by how they fill namespaces, find nothing to do, and change one image.
func measureLive(ctx context.Context, work string, o Options, progress io.Writer) (*Live, error) {
	c, err := startCluster(ctx, o.Cluster)
	if err != nil {
		return nil, err
	}
	defer c.stop()
	b := &bench{Options: o, cluster: c, work: filepath.Join(work, "live"), progress: progress}
	if err := os.MkdirAll(filepath.Join(b.work, "home"), 0o755); err != nil {
		return nil, err
	}
	live := &Live{}
	if live.Server, err = c.version(ctx); err != nil {
		return nil, err
	}
	var deployers []deployer
	deployers, live.Missing = b.deployers()
	for _, d := range deployers {
		version, err := b.version(ctx, d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		live.Versions = append(live.Versions, d.name+": "+version)
	}
	if live.Create, err = b.create(ctx, deployers); err != nil {
		return nil, err
	}
	if err := b.standing(ctx, deployers, live); err != nil {
		return nil, err
	}
	if o.Large > 0 {
		large, err := b.large(ctx, deployers[0])
		if err != nil {
			return nil, err
		}
		live.Large = &large
	}
	return live, nil
}

// create times how a namespace that is there and empty is filled. It is removed each time.
func (b *bench) create(ctx context.Context, deployers []deployer) (Table, error) {
	var tasks []task
	add := func(name string, apply func(*namespace) (sample, error)) {
		var n *namespace
		tasks = append(tasks, task{
			name: name, objects: objectCount(b.Live),
			before: func() (err error) { n, err = b.namespace(ctx, b.Live); return err },
			run:    func() (sample, error) { return apply(n) },
			after: func() error {
				if err := n.complete(ctx); err != nil {
					return err
				}
				return n.remove(ctx)
			},
		})
	}
	add("server-side applies, 16 at a time: the floor", func(n *namespace) (sample, error) { return n.applyFloor(ctx) })
	for _, d := range deployers {
		add(d.applies, func(n *namespace) (sample, error) { return d.apply(ctx, n) })
	}
	return b.inTurn("create", b.Live, b.Runs, tasks)
}

// standing gives each tool a namespace with all objects in it, and times looking for changes where there are none, and making one.
func (b *bench) standing(ctx context.Context, deployers []deployer, live *Live) error {
	var look, change []task
	var own *namespace
	for _, d := range deployers {
		n, err := b.filled(ctx, d, b.Live)
		if err != nil {
			return err
		}
		plan := task{name: d.plans, objects: objectCount(b.Live), run: func() (sample, error) { return d.plan(ctx, n, nothing) }}
		apply := task{name: d.applies, objects: 1, before: n.edit, run: func() (sample, error) { return d.apply(ctx, n) }}
		if d.own {
			own = n
			look = append(look, b.listFloors(ctx, n)...)
			apply.before = nil
			change = append(change, task{name: d.plans, objects: 1, before: n.edit, run: func() (sample, error) { return d.plan(ctx, n, oneUpdate) }})
		}
		look, change = append(look, plan), append(change, apply)
	}
	var err error
	if live.Unchanged, err = b.inTurn("nothing changed", b.Live, b.Runs, look); err != nil {
		return err
	}
	if live.Change, err = b.inTurn("one image", b.Live, b.Runs, change); err != nil {
		return err
	}
	live.Written, err = b.written(ctx, deployers[0], own)
	return err
}

// large measures espc alone with many objects, once: its memory is what is asked.
func (b *bench) large(ctx context.Context, espc deployer) (Table, error) {
	n, err := b.namespace(ctx, b.Large)
	if err != nil {
		return Table{}, err
	}
	objects := objectCount(b.Large)
	return b.inTurn("large", b.Large, 1, []task{
		{name: espcPlan + ", all to be created", objects: objects, run: func() (sample, error) { return espc.plan(ctx, n, allCreated) }},
		{name: espc.applies, objects: objects, run: func() (sample, error) { return espc.apply(ctx, n) }, after: func() error { return n.complete(ctx) }},
		{name: espc.plans + ", nothing changed", objects: objects, run: func() (sample, error) { return espc.plan(ctx, n, nothing) }},
		{name: espc.plans + ", one image changed", objects: objects, before: n.edit, run: func() (sample, error) { return espc.plan(ctx, n, oneUpdate) }},
		{name: espc.applies + ", one image changed", objects: objects, run: func() (sample, error) { return espc.apply(ctx, n) }},
	})
}

// inTurn times each task once a run, one after the other, so that whatever else the machine does falls on all alike.
func (b *bench) inTurn(what string, services, runs int, tasks []task) (Table, error) {
	table := Table{Services: services}
	samples := make([][]sample, len(tasks))
	for run := range runs {
		for i, t := range tasks {
			s, err := t.once()
			if err != nil {
				return table, fmt.Errorf("live, %s: %s: %w", what, t.name, err)
			}
			samples[i] = append(samples[i], s)
			if _, err := fmt.Fprintf(b.progress, "live, %s, run %d of %d: %s: %s, %s\n", what, run+1, runs, t.name, seconds(s.wall), megabytes(s.peak)); err != nil {
				return table, err
			}
		}
	}
	for i, t := range tasks {
		r := Result{Tool: t.name, Objects: t.objects}
		r.summarise(samples[i])
		table.Results = append(table.Results, r)
	}
	return table, nil
}

func (t task) once() (sample, error) {
	if t.before != nil {
		if err := t.before(); err != nil {
			return sample{}, err
		}
	}
	s, err := t.run()
	if err == nil && t.after != nil {
		err = t.after()
	}
	return s, err
}
