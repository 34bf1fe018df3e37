package hcl

import "espc.dev/schema/tree"

// The product of lists has at most this many items.
const maxProduct = 100_000

func setProduct(c *call) *tree.Node {
	product := [][]*tree.Node{nil}
	for i := range c.args {
		list, ok := c.list(i)
		if !ok {
			return nil
		}
		if len(product)*len(list) > maxProduct {
			return c.fail("setproduct makes more than 100,000 items")
		}
		next := make([][]*tree.Node, 0, len(product)*len(list))
		for _, before := range product {
			for _, item := range list {
				next = append(next, append(before[:len(before):len(before)], item))
			}
		}
		product = next
	}
	items := make([]*tree.Node, len(product))
	for i, p := range product {
		items[i] = c.newList(p)
	}
	return c.newList(items)
}

// members returns the identities of a list's items.
func (c *call) members(i int) (map[string]bool, bool) {
	list, ok := c.list(i)
	if !ok {
		return nil, false
	}
	set := map[string]bool{}
	for _, item := range list {
		id, ok := c.identity(item)
		if !ok {
			return nil, false
		}
		set[id] = true
	}
	return set, true
}

// choose returns the different items of the lists that keep wants, in the order of their first place.
func (c *call) choose(lists int, keep func(id string) bool) *tree.Node {
	seen := map[string]bool{}
	var items []*tree.Node
	for i := range lists {
		list, ok := c.list(i)
		if !ok {
			return nil
		}
		for _, item := range list {
			id, ok := c.identity(item)
			if !ok {
				return nil
			}
			if !seen[id] && keep(id) {
				items = append(items, item)
			}
			seen[id] = true
		}
	}
	return c.newList(items)
}

func setUnion(c *call) *tree.Node {
	return c.choose(len(c.args), func(string) bool { return true })
}

func setIntersection(c *call) *tree.Node {
	var others []map[string]bool
	for i := 1; i < len(c.args); i++ {
		set, ok := c.members(i)
		if !ok {
			return nil
		}
		others = append(others, set)
	}
	return c.choose(1, func(id string) bool {
		for _, set := range others {
			if !set[id] {
				return false
			}
		}
		return true
	})
}

func setSubtract(c *call) *tree.Node {
	without, ok := c.members(1)
	if !ok {
		return nil
	}
	return c.choose(1, func(id string) bool { return !without[id] })
}

func matchKeys(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	keys, ok := c.list(1)
	if !ok {
		return nil
	}
	wanted, ok := c.members(2)
	switch {
	case !ok:
		return nil
	case len(keys) != len(list):
		return c.failArg(1, "matchkeys takes lists of the same length: %d values, %d keys", len(list), len(keys))
	}
	var items []*tree.Node
	for i, item := range list {
		id, ok := c.identity(keys[i])
		if !ok {
			return nil
		}
		if wanted[id] {
			items = append(items, item)
		}
	}
	return c.newList(items)
}
