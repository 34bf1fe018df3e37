package resolve

import "espc.dev/schema/diag"

// health reports probes that can't be made: a command that is not given, or a port of a service that listens on nothing.
func (c *checker) health() {
	for _, m := range c.t.Microservices {
		h := m.Health
		if h == nil {
			continue
		}
		kind := h.Type.V
		if kind == "exec" && len(h.Command.Items) == 0 {
			c.report(m.Address, diag.NeedsField.At(h.Type.Node.Range(), "a probe of type exec needs the command to run").
				WithFix(`add command = ["/bin/check"]`))
		}
		if h.Command.IsSet() && kind != "exec" {
			c.noEffect(m.Address, h.Command.Node, "command", "a probe that is not of type exec")
		}
		if h.Path.Written() && kind != "" && kind != "http" {
			c.noEffect(m.Address, h.Path.Node, "path", "a probe of type "+kind)
		}
		if m.Port.V == 0 && !h.Port.IsSet() && kind != "exec" && kind != "none" {
			c.report(m.Address, diag.NeedsField.At(key(h.Node), "%s listens on nothing, so there is nothing to probe", m.Address).
				WithRelated(at(m.Port.Node, m.Node), "its port is 0").WithFix("add the port to probe, or use type exec or none"))
		}
	}
}
