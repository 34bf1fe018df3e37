package aws

import (
	"crypto/sha256"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Limits of one template. CloudFormation's own are 500 resources and 1 MB; what is below them leaves room for overlays.
const (
	splitResources = 450
	splitBytes     = 900_000
	// A nested template is split in two past these.
	nestedResources  = 400
	nestedBytes      = 800_000
	nestedParameters = 180 // of CloudFormation's 200
)

// split lays resources out: in one template as long as it can hold them, else in a first one and nested ones.
//
// Where something is depends on the topology alone, and growing moves as little as can be: what holds data and what several
// stacks share stays in the first template, failed events, logs and deliveries stay there as long as it has room for them
// (keep), and the rest is placed by the digests of entities' addresses (place). What moves is made anew before the old one
// goes, so whatever has a fixed name has the stack in it: everything is lowered again once the stacks are known.
func (r *render) split(resources []resource, lower func() []resource) []backends.Object {
	s := r.newSplitter(resources)
	if s.fits() {
		return s.single()
	}
	s.keepMost()
	s.assign()
	r.moved, r.parts = s.moved, map[schema.Address]string{}
	for _, a := range r.lambdas() {
		if i, ok := s.at[logicalID(a, "", "")]; ok && s.stack[i] != "" {
			r.parts[a] = s.stack[i]
		}
	}
	for _, f := range r.flows() {
		for _, role := range []string{"", roleRule} {
			if i, ok := s.at[f.own.id(role)]; ok && s.stack[i] != "" {
				r.parts[f.own.address] = s.stack[i]
			}
		}
	}
	named := r.newSplitter(lower())
	for id, i := range named.at {
		named.stack[i] = s.stack[s.at[id]]
	}
	return named.nested()
}

// lambdas returns the addresses of all that may run as a function here.
func (r *render) lambdas() []schema.Address {
	var out []schema.Address
	for _, f := range r.t.Functions {
		out = append(out, f.Address)
	}
	for _, w := range r.workspaces {
		out = append(out, w.address)
	}
	for _, j := range r.jobs {
		out = append(out, j.Address)
	}
	return out
}

func (r *render) newSplitter(resources []resource) *splitter {
	s := &splitter{render: r, resources: resources, stack: make([]string, len(resources)), at: map[string]int{}}
	for i, res := range resources {
		if !isPart(res.Address.Type) {
			s.at[res.Address.Name] = i
		}
	}
	return s
}

func isPart(typ string) bool { return typ == typeHeader || typ == typeParameter || typ == typeOutput }

type splitter struct {
	*render
	resources []resource
	at        map[string]int // by logical id
	stack     []string       // the stack of each resource, "" for the first
	sizes     []int
	room      room // of the first template, for what could be elsewhere
	moved     keep // what the first template can't keep, and what is worth less
}

// fits reports whether one template holds everything.
func (s *splitter) fits() bool {
	s.sizes = make([]int, len(s.resources))
	total := 0
	var buffer []byte
	for i, res := range s.resources {
		buffer = tree.AppendYAML(buffer[:0], res.Tree)
		// The template indents each line by four more.
		s.sizes[i] = len(buffer) + 4*lines(buffer) + len(res.Address.Name) + 8
		total += s.sizes[i]
	}
	return len(s.at) <= splitResources && total <= splitBytes
}

func lines(b []byte) int {
	n := 0
	for _, c := range b {
		if c == '\n' {
			n++
		}
	}
	return n
}

// single puts everything into the first template.
func (s *splitter) single() []backends.Object {
	objects := make([]backends.Object, 0, len(s.resources)+2)
	objects = append(objects, s.header(templateFile))
	bucket := false
	for _, res := range s.resources {
		objects = append(objects, res.Object)
		references(res.Tree, func(id, _ string) { bucket = bucket || id == parameterBucket })
	}
	if bucket {
		objects = append(objects, s.bucketParameter(templateFile))
	}
	return objects
}

// unit is what stays together: the resources of an entity, and of those that refer to each other.
type unit struct {
	key       schema.Address
	hash      [sha256.Size]byte
	resources []int
	bytes     int
	// in are the parameters that a stack of it would have: what it refers to in the first stack.
	in map[string]bool
}

// assign gives each resource its stack.
func (s *splitter) assign() {
	parent := map[schema.Address]schema.Address{}
	var find func(a schema.Address) schema.Address
	find = func(a schema.Address) schema.Address {
		p, ok := parent[a]
		if !ok || p == a {
			return a
		}
		root := find(p)
		parent[a] = root
		return root
	}
	pinned := map[schema.Address]bool{}
	for _, res := range s.resources {
		visit := func(id, attribute string, refers bool) {
			i, ok := s.at[id]
			if !ok || s.resources[i].root || s.hasName(id, attribute) && res.unit != s.resources[i].unit || res.keep > 0 && s.hasName(id, attribute) {
				return
			}
			a, b := find(res.unit), find(s.resources[i].unit)
			switch {
			case res.root && refers && !isPart(res.Address.Type):
				pinned[b] = true
			case !res.root && a.Compare(b) < 0:
				parent[b] = a
			case !res.root && a != b:
				parent[a] = b
			}
		}
		references(res.Tree, func(id, attribute string) { visit(id, attribute, true) })
		if after := res.Tree.Get("DependsOn"); after != nil {
			for _, id := range after.Items {
				visit(id.Str(), "", false)
			}
		}
	}
	for _, function := range s.called() { // its name is known elsewhere, so it is in no nested stack
		pinned[function] = true
	}
	for a := range pinned {
		pinned[find(a)] = true
	}
	units := map[schema.Address]*unit{}
	var order []*unit
	for i, res := range s.resources {
		key := find(res.unit)
		if res.root || pinned[key] {
			continue
		}
		u := units[key]
		if u == nil {
			u = &unit{key: key, hash: sha256.Sum256([]byte(key.String())), in: map[string]bool{}}
			units[key] = u
			order = append(order, u)
		}
		u.resources = append(u.resources, i)
		u.bytes += s.sizes[i]
		references(res.Tree, func(id, attribute string) {
			j, ok := s.at[id]
			if s.hasName(id, attribute) {
				return
			}
			if id == parameterBucket || ok && (s.resources[j].root || pinned[find(s.resources[j].unit)]) {
				u.in[parameterName(id, attribute)] = true
			}
		})
	}
	slices.SortFunc(order, func(a, b *unit) int { return a.key.Compare(b.key) })
	s.room = room{resources: splitResources - s.stacks(), bytes: splitBytes}
	for i := range s.resources {
		if s.resources[i].root || pinned[find(s.resources[i].unit)] {
			s.room = s.room.without(s, i)
		}
	}
	s.place(order, "")
}
