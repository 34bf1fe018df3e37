package kubernetes

import (
	"strconv"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// memory returns an amount of memory in the canonical form of a Kubernetes quantity: the node itself where it is written
// so, because the server would keep no other.
func memory(v schema.Value[schema.Memory]) *tree.Node {
	return quantity(v.Node, canonicalMemory(int64(v.V)))
}

// cpu returns an amount of CPU in its canonical form: whole cores, or thousandths.
func cpu(v schema.Value[schema.CPU]) *tree.Node {
	if v.V%1000 == 0 {
		return quantity(v.Node, strconv.FormatInt(int64(v.V)/1000, 10))
	}
	return quantity(v.Node, strconv.FormatInt(int64(v.V), 10)+"m")
}

func quantity(n *tree.Node, text string) *tree.Node {
	if n == nil {
		return nil
	}
	if n.Kind == tree.String && n.Text == text {
		return n
	}
	return derived(ruleQuantity, n, text)
}

// canonicalMemory writes bytes with the largest unit that leaves a whole number: binary where one fits, else decimal.
func canonicalMemory(bytes int64) string {
	if bytes != 0 {
		for i, unit := range [...]string{"Ei", "Pi", "Ti", "Gi", "Mi", "Ki"} {
			if size := int64(1) << (60 - 10*i); bytes%size == 0 {
				return strconv.FormatInt(bytes/size, 10) + unit
			}
		}
		size := int64(1e18)
		for _, unit := range [...]string{"E", "P", "T", "G", "M", "k"} {
			if bytes%size == 0 {
				return strconv.FormatInt(bytes/size, 10) + unit
			}
			size /= 1000
		}
	}
	return strconv.FormatInt(bytes, 10)
}
