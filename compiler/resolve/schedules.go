package resolve

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// schedules reports schedules that say no time or two, and input that is no object.
func (c *checker) schedules() {
	for _, s := range c.t.Schedules {
		c.exactlyOne(s.Address, s.Node, s.Address.String(), choice{"cron", s.Cron.Node}, choice{"every", s.Every.Node})
		if s.Timezone.Written() && s.Every.IsSet() && !s.Cron.IsSet() {
			c.noEffect(s.Address, s.Timezone.Node, "timezone", "every")
		}
		if s.Input.IsSet() && s.Input.V.Kind != tree.Map {
			c.report(s.Address, diag.WrongType.At(s.Input.Node.Range(), "input takes an object, not %s", s.Input.V.Kind).
				WithFix("write an object: it becomes the event's data"))
		}
	}
}
