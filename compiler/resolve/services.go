package resolve

import (
	"net/url"

	"espc.dev/schema/diag"
)

// services reports what calls of something outside can't be made of: a query in a URL that requests are put below, and a
// header whose name is not given.
func (c *checker) services() {
	for _, s := range c.t.ServiceEndpoints {
		for _, u := range s.Urls.Items {
			if parsed, err := url.Parse(u.V); err == nil && (parsed.RawQuery != "" || parsed.ForceQuery) {
				c.report(s.Address, diag.BadText.At(u.Node.Range(), "a URL of %s has a query, and requests are put below its path", s.Address).
					WithFix("leave out the ? and what follows"))
			}
		}
		if s.Auth == nil {
			continue
		}
		if s.Auth.Type.V == "header" && !s.Auth.Name.IsSet() {
			c.report(s.Address, diag.NeedsField.At(s.Auth.Type.Node.Range(), "auth of type header needs the header's name").
				WithFix(`add name = "X-Api-Key"`))
		}
		if s.Auth.Name.IsSet() && (s.Auth.Type.V == "basic" || s.Auth.Type.V == "bearer") {
			c.noEffect(s.Address, s.Auth.Name.Node, "name", "auth of type "+s.Auth.Type.V)
		}
	}
}
