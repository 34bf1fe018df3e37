package aws

import (
	"espc.dev/backends"
	"espc.dev/schema"
)

var _ backends.Archivist = Backend{}

// Archive returns the archive of a bus, and the name of the bus. A bus that stands already may have one, which is not the topology's to replay.
func (Backend) Archive(req backends.Request, bus schema.Address) (archive backends.ObjectAddress, of string, ok bool) {
	b := schema.Find[schema.EventBus](req.Topology, bus)
	if b == nil || b.Existing.IsSet() || b.Retention.V <= 0 {
		return archive, of, false
	}
	name := newRender(req).name(maxBusName, b.Node, b.Address.Name).Str()
	return backends.ObjectAddress{Type: "AWS::Events::Archive", Name: own(&b.Meta).id(roleArchive)}, name, true
}

// Receivers lists the rules on a bus, sorted by what they lead to.
func (Backend) Receivers(req backends.Request, bus schema.Address) []backends.Receiver {
	r := newRender(req)
	var out []backends.Receiver
	for _, f := range r.t.Functions {
		for _, d := range r.subscriptions[f.Address] {
			if d.event == nil || d.event.Bus.V != bus {
				continue
			}
			out = append(out, backends.Receiver{
				Of: f.Address, Label: d.on.Label, Event: d.event.Address,
				Rule: backends.ObjectAddress{Type: "AWS::Events::Rule", Name: d.id(roleRule)},
			})
		}
	}
	for _, i := range r.flows() {
		if i.From != nil && i.From.Bus.V == bus {
			out = append(out, backends.Receiver{
				Of: i.own.address, Event: i.From.Address,
				Rule: backends.ObjectAddress{Type: "AWS::Events::Rule", Name: i.own.id(roleRule)},
			})
		}
	}
	return out
}
