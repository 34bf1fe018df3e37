package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// uses reports accesses that a resource does not have, and the same access asked for twice.
func (c *checker) uses() {
	seen := map[schema.Address]map[schema.Use]*schema.Use{}
	c.eachUse(func(of schema.Address, u *schema.Use) {
		queue := u.Of.V.Kind == schema.KindQueue
		switch access := u.Access.V; {
		case access == "" || u.Of.V == (schema.Address{}):
			return
		case queue && access != "send" && access != "receive":
			c.report(of, diag.WrongAccess.At(u.Access.Node.Range(), "%s is sent to and received from, not accessed by %s", u.Of.V, access).
				WithFix(`write "send" or "receive"`))
		case !queue && (access == "send" || access == "receive"):
			c.report(of, diag.WrongAccess.At(u.Access.Node.Range(), "%s is read and written, not accessed by %s", u.Of.V, access).
				WithFix(`write "read", "write" or "readwrite"`))
		}
		if seen[of] == nil {
			seen[of] = map[schema.Use]*schema.Use{}
		}
		id := schema.Use{Of: schema.Value[schema.Address]{V: u.Of.V}, Access: schema.Value[string]{V: u.Access.V}}
		if other := seen[of][id]; other != nil {
			c.report(of, diag.DuplicateItem.At(u.Of.Node.Range(), "%s uses %s for %s twice", of, u.Of.V, u.Access.V).
				WithRelated(other.Of.Node.Range(), "first here").WithFix("remove one of the two"))
			return
		}
		seen[of][id] = u
	})
}
