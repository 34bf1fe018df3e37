// Package resolve checks what holds between the fields and entities of a decoded topology: that references lead somewhere,
// routes do not overlap, nothing waits for itself, and every rule of the language that is no single field's. One file holds
// one check. What a backend can't express is that backend's to say.
package resolve

import (
	"espc.dev/compiler/decode"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Check checks a topology and the references that its fields make, as decode.Decode returns both. It copes with whatever
// decode reported, so that all mistakes come together. elsewhere are entities that other environments refer to.
func Check(t *schema.Topology, refs []decode.Reference, elsewhere ...schema.Address) diag.List {
	c := &checker{t: t, refs: refs, stuck: map[schema.Address]bool{}, meant: map[schema.Address]bool{}, byKind: map[schema.Kind][]string{}}
	for _, a := range elsewhere {
		c.meant[a] = true
	}
	for _, check := range []func(){
		c.references, c.deadLetters, c.jobs, c.cycles, c.unused,
		c.hosts, c.routes, c.listeners, c.unheard, c.authentication, c.rateLimits, c.crossOrigin, c.splits, c.modelPaths, c.headers,
		c.consumers, c.plans,
		c.sources, c.functions, c.scales, c.ports, c.mounts, c.health, c.aliases, c.uses,
		c.connectors, c.models, c.relations, c.accessRules,
		c.services, c.subscriptions, c.events, c.queues, c.buckets, c.tables, c.schedules, c.integrations, c.schemas,
		c.outputs, c.environment, c.placement, c.namespace, c.ingressHosts,
	} {
		check()
	}
	return c.ds
}

type checker struct {
	t    *schema.Topology
	refs []decode.Reference
	ds   diag.List
	// stuck holds the entities of cycles that were reported as errors.
	stuck map[schema.Address]bool
	// meant holds the entities that misspelled references probably mean, or that another environment's references do.
	meant map[schema.Address]bool
	// byKind holds the names of a kind's entities, and searched how many names were searched for a near one.
	byKind   map[schema.Kind][]string
	searched int
}

// report adds a diagnostic about an entity.
func (c *checker) report(a schema.Address, d diag.Diagnostic) {
	c.ds = append(c.ds, d.WithAddress(a.String()))
}

// key is the place of an entity's or block's label.
func key(n *tree.Node) diag.Range {
	if n == nil {
		return diag.Range{}
	}
	return n.Origin.KeyPlace()
}

// at is the place of a value, or of the label of the block around it where nobody wrote the value.
func at(n, around *tree.Node) diag.Range {
	if r := n.Range(); !r.IsZero() {
		return r
	}
	return key(around)
}
