package resolve

import (
	"slices"
	"strings"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// address parts that what can be called has; a name, and on AWS an arn, others have too.
var (
	callable = []string{"url", "address", "host", "port"}
	named    = []string{"name", "arn"}
)

// Attributes returns the attributes of a kind that are known at deploy time.
func Attributes(kind schema.Kind) []string {
	switch kind {
	case schema.KindGateway, schema.KindModel, schema.KindMicroservice:
		return append(slices.Clone(callable), "name")
	case schema.KindFunction:
		return append(slices.Clone(callable), named...)
	case schema.KindServiceEndpoint:
		return callable
	case schema.KindQueue, schema.KindBucket, schema.KindEventBus:
		return append([]string{"url"}, named...)
	case schema.KindTable, schema.KindSchedule, schema.KindIntegration, schema.KindSchema:
		return named
	}
	return nil
}

// outputs reports outputs that show an attribute which the entity does not have.
func (c *checker) outputs() {
	for _, r := range c.refs {
		if r.From.Kind != schema.KindOutput || c.t.Lookup(r.To) == nil {
			continue
		}
		have := Attributes(r.To.Kind)
		attribute, _ := strings.CutPrefix(r.Node.Text, r.To.String())
		attribute = strings.TrimPrefix(attribute, ".")
		switch {
		case have == nil:
			c.report(r.From, diag.UnknownAttribute.At(r.Node.Range(), "%s has nothing that an output could show", r.To).WithFix("show an attribute of another entity"))
		case attribute == "":
			c.report(r.From, diag.UnknownAttribute.At(r.Node.Range(), "an output shows an attribute of %s, not the entity", r.To).
				WithFix("write %s.%s", r.To, have[0]))
		case !slices.Contains(have, attribute):
			fix := "write one of " + strings.Join(have, ", ")
			if near := nearest.Of(attribute, slices.Values(have)); near != "" {
				fix = "write " + r.To.String() + "." + near
			}
			c.report(r.From, diag.UnknownAttribute.At(r.Node.Range(), "%s has no attribute %q", r.To, attribute).WithFix("%s", fix))
		}
	}
}
