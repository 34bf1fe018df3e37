package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// dynamicReference is how a reference to a secret starts that CloudFormation resolves. A user's own text may not hold it.
const dynamicReference = "{{resolve:"

// secretValue returns the versionless dynamic reference of a secret: CloudFormation asks Secrets Manager for the current
// value when it deploys, and neither the template nor espc holds it.
func (r *render) secretValue(a schema.Address, from *tree.Node) *tree.Node {
	s := schema.Find[schema.Secret](r.t, a)
	if s == nil {
		return nil
	}
	reference := dynamicReference + "secretsmanager:" + s.Key.V + ":SecretString"
	if s.Property.IsSet() {
		reference += ":" + s.Property.V
	}
	n := derived(ruleSecret, from, reference+"}}")
	n.Origin.Also = []*tree.Origin{originOf(s.Node)}
	return n
}
