package aws

import (
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// jobs reports what jobs ask for and Lambda can't do.
func (c *checker) jobs() {
	for _, j := range c.t.Jobs {
		if !c.here(j.Address) {
			continue
		}
		c.workload(&j.Workload, j.Address)
		c.memory(j.Memory, j.Address)
		c.wholeSeconds(j.Timeout, time.Second, maxTimeout, diag.LambdaLimit, j.Address)
		if j.Image.IsSet() {
			c.report(diag.NotOnLambda.At(j.Image.Node.Range(), "%s runs by espc's adapter, which stands beside a source and is in no image", j.Address).
				WithFix("write runtime and source, or place it on Kubernetes"), j.Address)
		}
		for _, s := range j.Scratch {
			switch {
			case s.Path.V != tmpPath:
				c.report(diag.NotOnLambda.At(s.Path.Node.Range(), "Lambda has scratch space in /tmp alone").WithFix(`write path = "/tmp"`), j.Address)
			case s.Size.IsSet() && s.Size.V>>20 > mostStorage:
				c.report(diag.LambdaLimit.At(s.Size.Node.Range(), "/tmp holds at most %d MiB on Lambda", mostStorage).WithFix("write size = \"%dMi\"", mostStorage), j.Address)
			}
		}
		for _, e := range j.Env.Entries {
			if strings.HasPrefix(e.Key, "ESPC_JOB_") {
				c.report(diag.LambdaVariable.At(e.Node.Origin.KeyPlace(), "%s is read by the adapter", e.Key).WithFix("use another name"), j.Address)
			}
		}
		if j.Source.IsSet() {
			c.packed(j.Source, j.Runtime, j.Address)
			c.entry(j)
		}
	}
	for _, j := range c.render.jobs {
		c.jobCycle(j)
	}
}

// entry reports a source without a command that its runtime would not start.
func (c *checker) entry(j *schema.Job) {
	s := c.t.Source(j.Source)
	if s == nil || len(j.Command.Items) > 0 {
		return
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(s.Files, func(f schema.SourceFile) bool { return slices.Contains(names, f.Path) })
	}
	command, file := strings.Join(j.EntryCommand(), " "), "index.js"
	found := has("index.js", "package.json")
	if isPython(j.Runtime.V) {
		file, found = "main.py", has("main.py")
	}
	if !found {
		c.report(diag.AWSHandler.At(j.Source.Node.Range(), "%s starts the source, which has no %s", command, file).
			WithFix("add %s, or write a command", file), j.Address)
	}
}

// jobCycle reports a job that waits for itself: what it calls starts after a job that calls what starts after it.
// CloudFormation would refuse the template.
func (c *checker) jobCycle(start *job) {
	seen := map[*job]bool{}
	var waits func(j *job) bool
	waits = func(j *job) bool {
		for _, callee := range j.Calls.Items {
			for _, other := range c.render.jobs {
				if f, ok := c.callee(callee.V); !ok || !c.starts(f, other) || !c.t.RunsAtApply(other.Job) {
					continue
				}
				if other == start {
					return true
				}
				if !seen[other] {
					if seen[other] = true; waits(other) {
						return true
					}
				}
			}
		}
		return false
	}
	if c.t.RunsAtApply(start.Job) && waits(start) {
		c.report(diag.NotOnLambda.At(start.Before.Node.Range(), "%s waits for what it calls, which waits for it", start.Address).
			WithFix("let it stand before something else, or call something else"), start.Address)
	}
}

// starts reports whether what runs at an address starts after a job.
func (c *checker) starts(a schema.Address, j *job) bool {
	return slices.ContainsFunc(j.Before.Values(), func(b schema.Address) bool {
		f, ok := c.callee(b)
		return ok && f == a
	})
}
