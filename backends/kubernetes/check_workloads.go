package kubernetes

import (
	"encoding/json"
	"strings"

	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

func (c *checker) function(f *schema.Function) {
	c.workload(&f.Workload, f.Address)
	c.subscriptions(f.On, f.Address, f.Source.IsSet())
	c.rollout(f.Rollout, f.Address)
	c.seconds(f.Timeout, f.Address)
	c.servingFunction(f)
	if !f.Source.IsSet() {
		c.imageUser(f.Image, "build the image with a numeric USER, such as 65532", f.Address)
		return
	}
	c.source(f.Source, f.Runtime, f.Address)
	c.handler(f)
	for _, e := range f.Env.Entries {
		if strings.HasPrefix(e.Key, "FUNCTION_") {
			c.report(diag.RuntimeVariable.At(e.Node.Origin.KeyPlace(), "the runtime reads %s", e.Key).
				WithFix("remove it; handler, signature, timeout and scale say the same"), f.Address)
		}
	}
}

// handler reports a handler that the runtime would not find.
func (c *checker) handler(f *schema.Function) {
	h, s := f.HandlerName(), c.t.Source(f.Source)
	if s == nil {
		return
	}
	file, export := splitHandler(h.V)
	if entryFile(s, f.Runtime.V, file) == "" {
		c.report(diag.NoHandler.At(h.Node.Range(), "the source holds no file for the handler %q", h.V).
			WithFix("add %s%s to the folder, or name another handler", file, entryExtensions(f.Runtime.V)[0]), f.Address)
	}
	if isPython(f.Runtime.V) && strings.Contains(export, ".") {
		c.report(diag.NoHandler.At(h.Node.Range(), "a Python handler's export is one name, and %q is not", export).
			WithFix("name a function of the module, such as %q", file+".handler"), f.Address)
	}
}

// source reports a source that can't be mounted or run as it is.
func (c *checker) source(source, runtime schema.Value[string], a schema.Address) {
	c.runtime("function-"+runtime.V, runtime.Node, a)
	s := c.t.Source(source)
	if s == nil {
		return
	}
	const build = "build an image with the files in it, and name it by image in place of source and runtime"
	total := 0
	for _, f := range s.Files {
		total += len(f.Data)
	}
	if total > maxConfig { // a large one is refused before it is copied into one
		c.tooLarge(total, "the source", source.Node.Range(), a, build)
	} else {
		c.config(sourceConfig(s, source.Node), "the source", source.Node.Range(), a, build)
	}
	if name := uninstalled(s, runtime.V); name != "" {
		c.report(diag.NotInstalled.At(source.Node.Range(), "%s lists packages that the source folder does not hold", name).
			WithFix("install them into the folder, or build an image"), a)
	}
}

// config reports files that do not fit into a ConfigMap.
func (c *checker) config(files config, what string, at diag.Range, a schema.Address, fix string) {
	if n := files.size(); n > maxConfig {
		c.tooLarge(n, what, at, a, fix)
	}
}

// tooLarge reports files of so many bytes.
func (c *checker) tooLarge(n int, what string, at diag.Range, a schema.Address, fix string) {
	c.report(diag.ConfigTooLarge.At(at, "%s takes %d KiB, and a ConfigMap holds %d", what, n>>10, maxConfig>>10).WithFix("%s", fix), a)
}

// uninstalled returns the file that lists dependencies which are not in a source folder, or "".
func uninstalled(s *schema.Source, runtime string) string {
	list := "package.json"
	if isPython(runtime) {
		list = "requirements.txt"
	}
	var content []byte
	for _, f := range s.Files {
		if strings.HasPrefix(f.Path, "node_modules/") {
			return ""
		}
		if f.Path == list {
			content = f.Data
		}
	}
	needs := false
	if isPython(runtime) {
		for line := range strings.Lines(string(content)) {
			line = strings.TrimSpace(line)
			needs = needs || line != "" && line[0] != '#' && !strings.HasPrefix(line, "functions-framework")
		}
	} else {
		var p struct {
			Dependencies map[string]any `json:"dependencies"`
		}
		_ = json.Unmarshal(content, &p) // a package.json that does not parse lists nothing
		for name := range p.Dependencies {
			needs = needs || name != "@google-cloud/functions-framework"
		}
	}
	if needs {
		return list
	}
	return ""
}

func (c *checker) microservice(m *schema.Microservice) {
	a := m.Address
	c.workload(&m.Workload, a)
	c.subscriptions(m.On, a, false)
	c.rollout(m.Rollout, a)
	if m.SessionAffinity.V == "cookie" {
		c.report(diag.NotOnPlainKubernetes.At(m.SessionAffinity.Node.Range(), "a Service has no affinity by cookie").
			WithFix(`write session_affinity = "ip", or leave it out`), a)
	}
	if h := m.Health; h != nil {
		c.seconds(h.Delay, a)
		c.seconds(h.Period, a)
	}
	if len(m.File) > 0 {
		files, _ := c.fileConfig(m)
		c.config(files, "what is mounted into "+a.String(), m.Node.Origin.KeyPlace(), a, "build an image with the files in it")
	}
	if m.Models.IsSet() {
		c.modelService(m)
	} else if !m.User.IsSet() {
		c.imageUser(m.Image, `write user = NUMBER where it is root or a name`, a)
	}
}

// modelService reports what belongs to an image, in a microservice that runs models.
func (c *checker) modelService(m *schema.Microservice) {
	for _, f := range []struct {
		name string
		list schema.List[string]
	}{{"command", m.Command}, {"args", m.Args}} {
		if f.list.IsSet() {
			c.report(diag.NotOnPlainKubernetes.At(f.list.Node.Range(), "%s runs models by espc's own image, which takes no %s", m.Address, f.name).
				WithFix("remove %s", f.name), m.Address)
		}
	}
	for _, f := range m.File {
		c.report(diag.NotOnPlainKubernetes.At(f.Node.Origin.KeyPlace(), "%s runs models by espc's own image, which reads no other files", m.Address).
			WithFix("remove the file"), m.Address)
	}
	if m.Port.V == 0 || m.Protocol.V != "http" {
		c.report(diag.NotOnPlainKubernetes.At(m.Node.Origin.KeyPlace(), "%s runs models, whose REST API needs a port and http", m.Address).
			WithFix(`leave port and protocol out`), m.Address)
	}
}

func (c *checker) job(j *schema.Job) {
	c.workload(&j.Workload, j.Address)
	c.seconds(j.Timeout, j.Address)
	if j.Source.IsSet() {
		c.source(j.Source, j.Runtime, j.Address)
	} else if !j.User.IsSet() {
		c.imageUser(j.Image, `write user = NUMBER where it is root or a name`, j.Address)
	}
}

// imageUser says what the kubelet asks of an image that nothing gives a user: it can't tell a name from root.
func (c *checker) imageUser(image schema.Value[string], fix string, a schema.Address) {
	if image.IsSet() {
		c.report(diag.ImageUser.At(image.Node.Range(), "%s runs as the image's own user, which has to be a number other than 0", a).
			WithFix("%s", fix), a)
	}
}

func (c *checker) schedule(s *schema.Schedule) {
	a := s.Address
	if s.Every.IsSet() {
		if _, ok := intervalCron(s.Every.V); !ok {
			c.report(diag.NoCronInterval.At(s.Every.Node.Range(), "a CronJob can't start every %s", s.Every.Node.Str()).
				WithFix("write whole minutes that divide an hour, whole hours that divide a day, 1d or 7d; or cron"), a)
		}
	}
	switch s.To.V.Kind {
	case schema.KindEvent:
		c.runtime(eventRuntime, s.To.Node, a)
	case schema.KindIntegration:
		if !c.onAWS(s.To.V) {
			c.runtime(eventRuntime, s.To.Node, a)
		}
	case schema.KindJob:
		if s.Input.IsSet() {
			c.report(diag.ScheduledJob.At(s.Input.Node.Range(), "%s is run and gets no event, so input reaches nobody", s.To.V).
				WithFix("remove input; give the job env or args"), a)
		}
		if s.Retries.Written() {
			c.report(diag.ScheduledJob.At(s.Retries.Node.Range(), "how often %s is tried again is its own to say", s.To.V).
				WithFix("remove retries here; write retries = %d in %s", s.Retries.V, s.To.V), a)
		}
	default:
		c.runtime(eventRuntime, s.To.Node, a)
	}
}

// connectors says which port is opened for a server whose address is a secret.
func (c *checker) connectors() {
	for _, x := range c.t.Connectors {
		if !x.URL.IsSet() || !c.usedHere(x) {
			continue
		}
		c.report(diag.GuessedPort.At(x.URL.Node.Range(), "the network policies of %s's models open port %d, the usual one of %s", x.Address, loopback.Ports[x.Type.V], x.Type.V).
			WithFix("nothing to do where that is right; else write host, port and the rest in place of url"), x.Address)
	}
}

// usedHere reports whether a model that is placed here has the connector.
func (c *checker) usedHere(x *schema.Connector) bool {
	for _, e := range c.t.To(x.Address) {
		if e.Class == schema.EdgeConnects && c.here(e.From) {
			return true
		}
	}
	return false
}

// outside warns of credentials for services outside that neither a gateway nor an integration calls, and of probes for those that no
// gateway does: a workload that calls one is handed its URL and does the rest itself.
func (c *checker) outside() {
	for _, s := range c.t.ServiceEndpoints {
		calls, routed, flows := false, false, false
		for _, e := range c.t.To(s.Address) {
			calls = calls || c.here(e.From) && e.Class == schema.EdgeCalls
			routed = routed || c.here(e.From) && e.Class == schema.EdgeRoutes
			flows = flows || c.here(e.From) && e.From.Kind == schema.KindIntegration
		}
		if routed || !calls {
			continue
		}
		if s.Auth != nil && !flows {
			c.report(diag.NoEffect.At(s.Auth.Node.Origin.KeyPlace(), "only gateways and integrations add the auth of a service_endpoint, and none leads to %s", s.Address).
				WithFix("hand the secret to the callers in env, or lead the calls through a gateway"), s.Address)
		}
		if s.Health != nil {
			c.report(diag.NoEffect.At(s.Health.Node.Origin.KeyPlace(), "only gateways probe a service_endpoint, and none leads to %s", s.Address).
				WithFix("remove it"), s.Address)
		}
	}
}

// secretReferences reports secrets that can't be read the way that the environment says.
func (c *checker) secretReferences() {
	if c.settings.external {
		return
	}
	for _, a := range sortedSecrets(c.secrets) {
		s := c.secrets[a]
		if !dnsSubdomain(s.entity.Key.V) {
			c.report(diag.BadSecretName.At(s.entity.Key.Node.Range(), "%q is no name of a Secret", s.entity.Key.V).
				WithFix(`write the name of a Secret, or secrets = "external" in the environment's backend`), a)
		}
		switch p := s.entity.Property; {
		case p.IsSet() && !dataKey(p.V):
			c.report(diag.BadSecretName.At(p.Node.Range(), "%q is no key of a Secret", p.V).
				WithFix("write the key of a field of the Secret"), a)
		case !p.IsSet() && s.use != nil:
			c.report(diag.NoSecretProperty.At(s.use.Node.Range(), "%s needs one field of the Secret %q, and %s does not say which", s.use.From, s.entity.Key.V, a).
				WithRelated(s.entity.Node.Origin.KeyPlace(), "the secret").
				WithFix(`add property = "KEY" to %s`, a), s.use.From)
		}
	}
}
