package aws

import (
	"regexp"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// maxUnpacked is how much code a function may have unpacked, the adapter included, in bytes. Packed it has no limit of its
// own, because Lambda takes it from a bucket: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
const maxUnpacked = 250 << 20

// ecrImage is the form of an image in a registry that Lambda pulls from.
var ecrImage = regexp.MustCompile(`^[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/`)

// lambdaName is the form of a variable's name.
var lambdaName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]+$`)

// lambdaReserved are the variables that Lambda keeps for itself.
var lambdaReserved = map[string]bool{
	"_HANDLER": true, "_X_AMZN_TRACE_ID": true, "AWS_DEFAULT_REGION": true, "AWS_REGION": true, "AWS_EXECUTION_ENV": true,
	"AWS_LAMBDA_FUNCTION_NAME": true, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": true, "AWS_LAMBDA_FUNCTION_VERSION": true,
	"AWS_LAMBDA_INITIALIZATION_TYPE": true, "AWS_LAMBDA_LOG_GROUP_NAME": true, "AWS_LAMBDA_LOG_STREAM_NAME": true,
	"AWS_ACCESS_KEY": true, "AWS_ACCESS_KEY_ID": true, "AWS_SECRET_ACCESS_KEY": true, "AWS_SESSION_TOKEN": true,
	"AWS_LAMBDA_RUNTIME_API": true, "LAMBDA_TASK_ROOT": true, "LAMBDA_RUNTIME_DIR": true, "TZ": true,
}

func (c *checker) function(f *schema.Function) {
	a := f.Address
	c.workload(&f.Workload, a)
	c.wholeSeconds(f.Timeout, time.Second, maxTimeout, diag.LambdaLimit, a)
	c.memory(f.Memory, a)
	if f.Scale != nil && f.Scale.Min.Written() && f.Scale.Min.V > 0 {
		c.report(diag.NotOnLambda.At(f.Scale.Min.Node.Range(), "this version keeps no instances of %s warm on Lambda", a).
			WithFix("write min = 0, or leave it out"), a)
	}
	if f.Rollout != nil && f.Rollout.Canary.V > 0 {
		c.report(diag.NotOnLambda.At(f.Rollout.Canary.Node.Range(), "this version gives a new revision all of the calls on Lambda").
			WithFix("%s", backends.NoCanary(c.t, a)), a)
	}
	if f.Source.IsSet() {
		c.source(f)
	} else if f.Image.IsSet() && !ecrImage.MatchString(f.Image.V) {
		c.report(diag.NotOnLambda.At(f.Image.Node.Range(), "Lambda pulls images from Amazon ECR alone").
			WithFix("push it to ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG and name that"), a)
	}
	for _, d := range c.subscriptions[a] {
		c.subscription(d)
	}
}

// memory reports a size that Lambda does not have.
func (c *checker) memory(v schema.Value[schema.Memory], a schema.Address) {
	if m := v.V; m < 128<<20 || m > 10240<<20 || m%(1<<20) != 0 {
		c.report(diag.LambdaLimit.At(v.Node.Range(), "%s is no memory that Lambda has", v.Node.Text).
			WithFix("write a whole number of MiB from 128Mi to 10240Mi"), a)
	}
}

// source reports a source that can't be packed or started as it is.
func (c *checker) source(f *schema.Function) {
	a := f.Address
	c.packed(f.Source, f.Runtime, a)
	s := c.t.Source(f.Source)
	if s == nil {
		return
	}
	h := f.HandlerName()
	file, export := splitHandler(h.V)
	if entryFile(s, f.Runtime.V, file) == "" {
		c.report(diag.AWSHandler.At(h.Node.Range(), "the source holds no file for the handler %q", h.V).
			WithFix("add %s%s to the folder, or name another handler", file, entryExtensions(f.Runtime.V)[0]), a)
	}
	if isPython(f.Runtime.V) && strings.Contains(export, ".") {
		c.report(diag.AWSHandler.At(h.Node.Range(), "a Python handler's export is one name, and %q is not", export).
			WithFix("name a function of the module, such as %q", file+".handler"), a)
	}
}

// packed reports a source that can't stand beside its runtime's adapter.
func (c *checker) packed(source, runtime schema.Value[string], a schema.Address) {
	if _, ok := c.req.Adapters[runtime.V]; !ok {
		c.report(diag.NoAdapter.At(runtime.Node.Range(), "there is no adapter between Lambda and functions of %s", runtime.V).
			WithFix("name another runtime, or bring an image"), a)
	}
	s := c.t.Source(source)
	if s == nil {
		return
	}
	total, folder := 0, adapterFolder(c.req.Adapters[runtime.V].Handler)
	for _, data := range c.req.Adapters[runtime.V].Files {
		total += len(data)
	}
	for _, file := range s.Files {
		total += len(file.Data)
	}
	for _, file := range s.Files {
		if folder != "" && strings.HasPrefix(file.Path, folder+"/") {
			c.report(diag.AWSHandler.At(source.Node.Range(), "the source has a folder %s, which is the adapter's", folder).
				WithFix("rename the folder"), a)
			break
		}
	}
	if total > maxUnpacked {
		c.report(diag.LambdaLimit.At(source.Node.Range(), "the source and the adapter have %d bytes, and Lambda takes %d, which are 250 MB", total, maxUnpacked).
			WithFix("leave files out by .espcignore, or build an image and name it by image"), a)
	}
}

// adapterFolder returns the folder that an adapter's handler is in, which no source may have.
func adapterFolder(handler string) string {
	if i := strings.IndexAny(handler, "/."); i > 0 {
		return handler[:i]
	}
	return ""
}

// workload reports what is wrong with variables and calls of what runs on Lambda.
func (c *checker) workload(w *schema.Workload, a schema.Address) {
	c.references(w, a)
	for _, e := range w.Env.Entries {
		at := e.Node.Origin.KeyPlace()
		switch {
		case lambdaReserved[e.Key] || strings.HasPrefix(e.Key, "FUNCTION_"):
			c.report(diag.LambdaVariable.At(at, "%s is set by Lambda or by the adapter", e.Key).WithFix("use another name"), a)
		case !lambdaName.MatchString(e.Key):
			c.report(diag.LambdaVariable.At(at, "Lambda takes no variable called %s", e.Key).
				WithFix("use letters, digits and underscores, two at least, with a letter first"), a)
		}
	}
}

// references reports what a workload names in its variables and uses and AWS can't give it.
func (c *checker) references(w *schema.Workload, a schema.Address) {
	for _, e := range w.Env.Entries {
		v := e.V.Endpoint
		if v == nil {
			continue
		}
		if _, ok := c.callee(v.Of.V); ok {
			c.report(diag.NotOnLambda.At(e.Node.Range(), "%s is a function on Lambda, which has no %s that a plain HTTP client could call", v.Of.V, v.Part.V).
				WithFix("write calls = [%s], and call it by the client that comes along", v.Of.V), a)
		}
	}
	for _, u := range w.Uses {
		if len(useActions[u.Of.V.Kind][u.Access.V]) == 0 {
			c.report(diag.NotOnAWS.At(u.Access.Node.Range(), "%s has no access %q", u.Of.V.Kind, u.Access.V).
				WithFix("use read, write or readwrite of tables and buckets, send or receive of queues"), a)
		}
	}
}

// wholeSeconds reports a duration that is no whole number of seconds in a range.
func (c *checker) wholeSeconds(v schema.Value[time.Duration], least, most time.Duration, code *diag.Code, a schema.Address) {
	if !v.IsSet() || v.V >= least && v.V <= most && v.V%time.Second == 0 {
		return
	}
	fix := min(max((v.V+time.Second-1).Truncate(time.Second), least), most)
	c.report(code.At(v.Node.Range(), "%s is not a whole number of seconds from %s to %s, which is what AWS takes",
		schema.DurationText(v.V), schema.DurationText(least), schema.DurationText(most)).
		WithFix("write %q, say", schema.DurationText(fix)), a)
}
