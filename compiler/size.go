package compiler

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Bounds of a topology with its modules. What was measured are 10,000 services, which make 50,000 objects for Kubernetes. A few
// lines of loops, aliases, or modules within modules can ask for any number.
const (
	maxEntities = 20_000
	maxValues   = 1_500_000 // a value that stands in several places counts in each
	maxText     = 64 << 20  // bytes, counted likewise
	maxLevels   = 1_000     // of values within values
)

// size adds up documents.
type size struct {
	entities, values, text int
	told                   bool
}

// add adds a document and reports whether all fits. What is too much is said once, at the entity with which it is.
func (s *size) add(doc *tree.Node) (ds diag.List, fits bool) {
	for _, kind := range entries(doc) {
		entities := entries(kind.Value)
		if kind.Key == "topology" || entities == nil {
			entities = []tree.Field{kind}
		} else {
			s.entities += len(entities)
		}
		for _, entity := range entities {
			s.count(entity.Value, maxLevels)
			if what := s.excess(); what == "" {
				continue
			} else if !s.told {
				s.told = true
				ds = diag.List{diag.TooLarge.At(entity.Value.Origin.KeyPlace(), "with this, the topology has more than %s", what).
					WithFix("split it into topologies of their own; generated data is better read from a file")}
			}
			return ds, false
		}
	}
	return nil, true
}

// excess says what there is too much of, or "".
func (s *size) excess() string {
	switch {
	case s.entities > maxEntities:
		return "20,000 entities"
	case s.values > maxValues:
		return "1,500,000 values"
	case s.text > maxText:
		return "64 MiB of text"
	}
	return ""
}

// count adds a value and what is in it, up to the first that is too much.
func (s *size) count(n *tree.Node, levels int) {
	s.values++
	s.text += len(n.Text)
	if levels == 0 {
		s.values = maxValues + 1
	}
	if s.values > maxValues || s.text > maxText {
		return
	}
	for _, item := range n.Items {
		s.count(item, levels-1)
	}
	for i := range n.Fields {
		s.text += len(n.Fields[i].Key)
		s.count(n.Fields[i].Value, levels-1)
	}
}
