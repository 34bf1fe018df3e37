package target

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
)

// The record of the set is written twice: before the first member is touched it is widened by all that may come to be, and after
// the last it is narrowed to what is there. So at any moment it names every object that this run or one before may have made.

// announce records what is about to be applied: the revision as running, and every member that may come to be.
func (r *run) announce(d backends.Desired) error {
	if r.parent == nil {
		if r.now != nil {
			r.warn(r.recordGone(r.now)...)
		}
		r.parent = r.newParent()
	}
	p := r.parent
	p.Destroy = ""
	warnings, err := r.record(r.calls, p, d)
	if err != nil {
		return err
	}
	r.warn(warnings...)
	p.Members = r.widened(d)
	return r.writeParent(r.calls, p)
}

// widened are the members as they were, and those that may come to be. One that is created, adopted or replaced is pending: until
// the record is written again, what makes it ours is that espc applied it.
func (r *run) widened(d backends.Desired) []set.Member {
	pending := map[backends.ObjectAddress]bool{}
	for _, c := range d.Changes {
		pending[c.Address] = c.Action == backends.Create || c.Action == backends.Replace || c.Action == backends.Adopt
	}
	at := map[backends.ObjectAddress]int{}
	out := slices.Clone(r.parent.Members)
	for i, m := range out {
		at[addressOf(m)] = i
	}
	for _, o := range d.Objects {
		m := memberOf(o.Address, "")
		if !pending[o.Address] {
			was := r.now.live(o.Address)
			if !was.ours {
				continue // a namespace that is used as it is
			}
			m.UID = was.uid
		}
		if i, ok := at[o.Address]; ok {
			out[i] = m
		} else {
			out = append(out, m)
		}
	}
	return out
}

// book records how it went. After a failure the members are those that may be there: what was announced, and not surely deleted.
func (r *run) book(d backends.Desired, writes, deletes [][]*task, complete bool) error {
	if r.lock.held() != nil {
		return nil // another run may be at it, and finds what was announced
	}
	p := r.parent
	p.Members = r.booked(d, writes, deletes, complete)
	if complete {
		p.Kinds, p.Namespaces = nil, nil // those of the members
		r.finish(p, backends.Done)
	} else {
		if last := len(p.Revisions) - 1; last >= 0 {
			p.Revisions[last].Unready = len(r.unready) > 0 && len(slices.Concat(deletes...)) == 0
		}
		r.finish(p, backends.Failed)
	}
	if err := r.writeParent(r.calls, p); err != nil {
		return err
	}
	if complete {
		return r.sweep(r.calls, p)
	}
	return nil
}

// booked are the members after the run.
func (r *run) booked(d backends.Desired, writes, deletes [][]*task, complete bool) []set.Member {
	wanted := make(map[backends.ObjectAddress]bool, len(d.Objects))
	for _, o := range d.Objects {
		wanted[o.Address] = true
	}
	uids := map[backends.ObjectAddress]string{}
	for _, list := range writes {
		for _, t := range list {
			if t.state == done {
				uids[t.Address] = t.uid
			}
		}
	}
	gone := map[backends.ObjectAddress]bool{}
	for _, list := range deletes {
		for _, t := range list {
			gone[t.Address] = t.state == done || t.state == skipped && !holdsData(t.Address.Type)
		}
	}
	var out []set.Member
	for _, m := range r.parent.Members {
		a := addressOf(m)
		if uid := uids[a]; uid != "" {
			m.UID = uid
		}
		if gone[a] && !wanted[a] || complete && !wanted[a] && r.now.vanished(m) {
			continue
		}
		out = append(out, m)
	}
	return out
}

func memberOf(a backends.ObjectAddress, uid string) set.Member {
	return set.Member{Type: a.Type, Namespace: a.Namespace, Name: a.Name, UID: uid}
}

func addressOf(m set.Member) backends.ObjectAddress {
	return backends.ObjectAddress{Type: m.Type, Namespace: m.Namespace, Name: m.Name}
}
