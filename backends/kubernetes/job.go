package kubernetes

import (
	"sync"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func (r *render) addJob(j *schema.Job) {
	w := r.newWorkload(j.Address, componentJob, workloadName(r.t.Name, componentJob, j.Address.Name), j.Node)
	w.lower = func(r *render, w *workload) []backends.Object { return r.job(w, j) }
	w.job = &jobRun{Job: j}
	if j.Source.IsSet() {
		w.job.config = sourceConfig(r.t.Source(j.Source), j.Source.Node)
	}
	r.add(w)
}

// jobRun is what a job, the schedules that run it and what it stands before need of it.
type jobRun struct {
	*schema.Job
	config config

	once       sync.Once
	spec, name *tree.Node
}

// jobName returns a Job's name. It carries a digest of the spec: the server takes no other spec for a Job that stands, and
// a changed job is to run again.
func jobName(w *workload, spec *tree.Node) *tree.Node {
	return derived(ruleJobName, w.node, w.name+"-"+digest(string(tree.AppendJSON(nil, spec, "")))[:8])
}

// jobRun returns the spec of a job's runs and the name of the Job.
func (r *render) jobRun(w *workload) (spec, name *tree.Node) {
	run := w.job
	run.once.Do(func() {
		run.spec = r.jobSpec(w, run.Job)
		run.name = jobName(w, run.spec)
	})
	return run.spec, run.name
}

// job lowers a job.
func (r *render) job(w *workload, j *schema.Job) []backends.Object {
	objects := []backends.Object{r.serviceAccount(w), r.networkPolicy(w)}
	if w.job.config.data != nil || w.job.config.binary != nil {
		objects = append(objects, r.configMap(w, w.job.config, nil))
	}
	if r.t.RunsAtApply(j) {
		spec, name := r.jobRun(w)
		objects = append(objects, r.object(&w.owner, jobType, meta{name: name}, tree.F("spec", spec)))
	}
	return objects
}

// jobSpec returns the spec of a Job: a pod that is tried until it succeeds, as often as retries allows.
func (r *render) jobSpec(w *workload, j *schema.Job) *tree.Node {
	p := &pod{
		command: literals(j.Command), args: literals(j.Args),
		memory: memory(j.Memory), cpu: cpu(j.CPU),
		user: j.User.Node, group: j.Group.Node,
		readOnly: len(j.Scratch) > 0,
		env:      r.variables(&j.Workload, nil),
		once:     true, deadline: seconds(j.Timeout),
	}
	if j.Source.IsSet() {
		p.image = r.runtimeImage("function-"+j.Runtime.V, j.Runtime.Node)
		p.workingDir = sourcePathNode
		p.addSource(w.job.config, j.Source.Node)
		if p.command == nil {
			p.command = words(j.EntryCommand()...).With(tree.Derive(ruleEntry, j.Runtime.Node))
		}
	} else {
		p.image = j.Image.Node
	}
	p.mountScratch(j.Scratch, nil)
	if j.Source.IsSet() && !p.mountsAt(tmpPath.Text) {
		p.volumes, p.mounts = append(p.volumes, tmpScratch), append(p.mounts, tmpMount)
	}
	return tree.NewMap(
		tree.F("backoffLimit", integer(j.Retries.V, j.Retries.Node)),
		tree.F("template", r.template(w, p)),
	)
}
