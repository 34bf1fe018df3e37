package resolve

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// modelPaths warns of endpoints whose requests would find nothing at the model they lead to: what a gateway forwards is
// not below the model's REST root.
func (c *checker) modelPaths() {
	for _, e := range c.t.ApiEndpoints {
		for _, target := range e.Targets() {
			m := schema.Find[schema.Model](c.t, target.V)
			if m == nil {
				continue
			}
			root := "/api/" + m.PluralName().V
			for _, p := range e.Paths.Items {
				forwarded, known := forwardedPath(e, p.V)
				if known && !reaches(forwarded, root) {
					c.report(e.Address, diag.OutsideModel.At(p.Node.Range(), "requests of %s arrive as %s, and %s answers below %s", p.V, forwarded, m.Address, root).
						WithFix("write %s and %s/*, or lead there with strip_path and rewrite", root, root))
				}
			}
		}
	}
}

// forwardedPath returns the path under which a target gets an endpoint's requests, and whether that is known.
func forwardedPath(e *schema.ApiEndpoint, path string) (string, bool) {
	if e.StripPath.V {
		i := strings.IndexAny(path, "{*")
		if i < 0 {
			return "", false
		}
		path = "/" + path[i:]
	}
	return strings.TrimSuffix(e.Rewrite.V, "/") + path, true
}

// reaches reports whether requests of a path can be below a root.
func reaches(path, root string) bool {
	have, want := strings.Split(path, "/"), strings.Split(root, "/")
	for i, w := range want {
		switch {
		case i >= len(have):
			return false
		case have[i] == "*":
			return true
		case strings.HasPrefix(have[i], "{"):
		case have[i] != w:
			return false
		}
	}
	return true
}
