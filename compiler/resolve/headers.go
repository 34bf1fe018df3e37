package resolve

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// headers reports headers of one name, which HTTP compares without regard to case: set twice, or both set and removed.
func (c *checker) headers() {
	for _, e := range c.t.ApiEndpoints {
		c.headerBlock(e.Address, e.Headers)
	}
	for _, g := range c.t.Gateways {
		c.headerBlock(g.Address, g.Headers)
	}
}

func (c *checker) headerBlock(of schema.Address, h *schema.Headers) {
	if h == nil {
		return
	}
	c.headerSide(of, "request", h.RequestSet, h.RequestRemove)
	c.headerSide(of, "response", h.ResponseSet, h.ResponseRemove)
}

func (c *checker) headerSide(of schema.Address, side string, set schema.Map[schema.Text], remove schema.List[string]) {
	taken := map[string]*tree.Node{}
	for _, e := range set.Entries {
		name := strings.ToLower(e.Key)
		if other := taken[name]; other != nil {
			c.report(of, diag.NameCollision.At(key(e.Node), "the %s header %s is set twice, but for upper and lower case", side, e.Key).
				WithRelated(key(other), "the other one").WithFix("set it once"))
			continue
		}
		taken[name] = e.Node
	}
	for _, r := range remove.Items {
		if other := taken[strings.ToLower(r.V)]; other != nil {
			c.report(of, diag.Conflict.At(r.Node.Range(), "the %s header %s is both set and removed", side, r.V).
				WithRelated(key(other), "set here").WithFix("keep one of the two: setting it replaces what came"))
		}
	}
}
