package aws

import (
	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// lintNames reports what would have one name in the account: function "workspace" beside models, say, or the rules of
// subscription "b-c" of function "a" and of "c" of "a-b".
func lintNames(objects []backends.Object) diag.List {
	var ds diag.List
	type name struct{ what, in, name string }
	known := map[name]backends.Object{}
	for _, o := range objects {
		properties := o.Tree.Get("Properties")
		var n name
		switch o.Address.Type {
		case "AWS::Lambda::Function":
			n = name{what: "function", name: properties.Get("FunctionName").Str()}
		case "AWS::Events::Rule":
			n = name{"rule", string(tree.AppendJSON(nil, properties.Get("EventBusName"), "")), properties.Get("Name").Str()}
		}
		if n.name == "" {
			continue
		}
		other, ok := known[n]
		known[n] = o
		if !ok {
			continue
		}
		d := diag.BadLogicalID.At(o.Tree.Range(), "%s and %s would both be the %s %s", named(other.Address.Name), named(o.Address.Name), n.what, n.name).
			WithRelated(other.Tree.Range(), "the other one").WithFix("rename the function")
		if len(o.Source) > 0 {
			d = d.WithAddress(o.Source[0].String())
		}
		ds = append(ds, d)
	}
	return ds
}
