package resolve

import (
	"slices"
	"strings"

	"espc.dev/compiler/decode/format"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// environment reports what the environment says about backends that it does not have, and several backends of which none
// is the default.
func (c *checker) environment() {
	e := c.t.Environment
	if e == nil || e.Backend == nil {
		return
	}
	backends := e.Backends()
	if len(backends) > 1 && !e.Default.IsSet() {
		c.report(e.Address, diag.NoDefaultBackend.At(key(e.Node), "%s has the backends %s and no default", e.Address, strings.Join(backends, " and ")).
			WithFix(`add default = "kubernetes"`))
	}
	if e.Default.V != "" && !slices.Contains(backends, e.Default.V) {
		c.absentBackend(e.Default.V, e.Default.Node)
	}
	for _, p := range e.Place.Entries {
		if p.V != "" && !slices.Contains(backends, p.V) {
			c.absentBackend(p.V, p.Node)
		}
	}
	if k := e.Backend.Kubernetes; k == nil {
		for _, b := range e.Bind {
			c.report(e.Address, diag.BackendMismatch.At(key(b.Node), "bind is about Kubernetes, and %s has no kubernetes backend", e.Address).
				WithFix("remove it, or add backend kubernetes"))
		}
	} else if k.Secrets.V == "external" && !k.SecretStore.IsSet() {
		c.report(e.Address, diag.NeedsField.At(k.Secrets.Node.Range(), "external secrets need the store that they come from").
			WithFix(`add secret_store = "NAME" of the ClusterSecretStore`))
	} else if k.Secrets.V == "existing" && k.SecretStore.IsSet() {
		c.noEffect(e.Address, k.SecretStore.Node, "secret_store", `secrets = "existing"`)
	}
	for _, o := range e.Overlays.Items {
		needs := schema.BackendKubernetes
		if strings.HasSuffix(o.V, ".patch.yaml") {
			needs = schema.BackendAWS
		}
		if !slices.Contains(backends, needs) {
			c.report(e.Address, diag.BackendMismatch.At(o.Node.Range(), "the overlay %s is for %s, which %s has no backend for", o.V, needs, e.Address).
				WithFix("remove it, or add backend %s", needs))
		}
	}
}

func (c *checker) absentBackend(name string, n *tree.Node) {
	e := c.t.Environment
	c.report(e.Address, diag.AbsentBackend.At(n.Range(), "%s has no backend %s", e.Address, name).
		WithFix("add a backend block for it, or use one of %s", strings.Join(e.Backends(), ", ")))
}

// placement reports placements, overrides and bindings of what is not there.
func (c *checker) placement() {
	e := c.t.Environment
	if e == nil {
		return
	}
	for _, p := range e.Place.Entries {
		if schema.LookupKind(schema.Kind(p.Key)) == nil {
			c.known("place", p.Key, p.Node)
		}
	}
	for _, o := range e.Override.Entries {
		c.known("override", o.Key, o.Node)
	}
}

// known reports a key that is no address of a declared entity.
func (c *checker) known(field, address string, n *tree.Node) {
	a, ok := schema.ParseAddress(address)
	if ok && c.t.Lookup(a) != nil {
		return
	}
	if field == "override" && (!ok || a.Kind == schema.KindModule) {
		return // decode says so; a module's entities have the names they get in the topology
	}
	fix := "name a declared entity by its address, such as function.NAME"
	if field == "place" {
		fix = "name a kind, or a declared entity by its address"
	}
	c.searched++
	switch {
	case ok && c.searched <= maxSearches && nearest.Of(a.Name, slices.Values(c.names(a.Kind))) != "":
		fix = "write " + string(a.Kind) + "." + nearest.Of(a.Name, slices.Values(c.names(a.Kind)))
	case !ok && nearest.Of(address, kindNames) != "":
		fix = "write " + nearest.Of(address, kindNames)
	case ok && nearest.Of(string(a.Kind), kindNames) != "":
		fix = "write " + nearest.Of(string(a.Kind), kindNames) + "." + a.Name
	}
	c.report(c.t.Environment.Address, diag.UnknownPlace.At(n.Origin.KeyPlace(), "%s names %s, and there is none", field, format.Quote(address)).WithFix("%s", fix))
}

func kindNames(yield func(string) bool) {
	for i := range schema.AllKinds {
		if !yield(string(schema.AllKinds[i].Kind)) {
			return
		}
	}
}

// namespace reports a namespace that follows from the names of topology and environment and that Kubernetes would refuse.
func (c *checker) namespace() {
	v := c.t.Namespace()
	if !v.IsSet() || c.t.Name == "" || c.t.Environment.Backend.Kubernetes.Namespace.IsSet() {
		return // a written one decode checks
	}
	if len(v.V) > 63 || strings.HasPrefix(v.V, "kube-") {
		c.report(c.t.Environment.Address, diag.BadNamespace.At(at(c.t.Environment.Node, c.t.Info.Node), "the namespace %s can't be used", v.V).
			WithFix(`add namespace = "…" to the kubernetes backend: at most 63 characters, not starting with kube-`))
	}
}
