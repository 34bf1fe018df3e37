package resolve

import (
	"crypto/sha256"
	"encoding/hex"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// aliases reports Service names that two services of the topology would have: two aliases alike, or an alias like the name
// that another workload's Service gets.
func (c *checker) aliases() {
	taken := map[string]*tree.Node{}
	owner := map[string]schema.Address{}
	for _, m := range c.t.Microservices {
		for _, a := range m.Aliases.Items {
			other, found := owner[a.V]
			if !found {
				taken[a.V], owner[a.V] = a.Node, m.Address
				continue
			}
			if other == m.Address {
				continue // one element twice, which decode reports
			}
			c.report(m.Address, diag.NameCollision.At(a.Node.Range(), "%s and %s have the alias %s", other, m.Address, a.V).
				WithRelated(taken[a.V].Range(), "the alias of %s", other).WithFix("choose another alias for one of them"))
		}
	}
	if len(taken) == 0 {
		return
	}
	c.loweredAlias(c.t.Name+"-workspace", "the workspace", nil, taken, owner)
	for _, e := range c.t.Entities() {
		m := e.EntityMeta()
		switch m.Address.Kind {
		case schema.KindFunction, schema.KindGateway, schema.KindMicroservice:
			name := workloadName(c.t.Name + "-" + string(m.Address.Kind) + "-" + m.Address.Name)
			c.loweredAlias(name, m.Address.String(), m.Node, taken, owner)
		}
	}
}

func (c *checker) loweredAlias(name, what string, n *tree.Node, taken map[string]*tree.Node, owner map[string]schema.Address) {
	if alias := taken[name]; alias != nil {
		c.report(owner[name], diag.NameCollision.At(alias.Range(), "the alias %s is the Service name of %s", name, what).
			WithRelated(key(n), "%s", what).WithFix("choose another alias"))
	}
}

// workloadName returns a workload's name as it is lowered: over 52 characters it becomes its first 45, a hyphen, and six
// hexadecimal digits of its SHA-256.
func workloadName(name string) string {
	if len(name) <= 52 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return name[:45] + "-" + hex.EncodeToString(sum[:3])
}
