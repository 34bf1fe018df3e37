package aws

import (
	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxInvocations is how many bytes the policy of a function may have that says who calls it, which has a statement for each
// permission: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
const maxInvocations = 20_480

// Sizes of a statement besides names and the source's ARN: the JSON that Lambda makes, and what CloudFormation puts around the
// logical id for the statement's own.
const (
	statementSize   = len(`{"Sid":"","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:eu-west-1:123456789012:function:","Condition":{"StringEquals":{"AWS:SourceAccount":"123456789012"},"ArnLike":{"AWS:SourceArn":""}}},`)
	statementIDSize = len("--123456789012")
)

// lintInvocations reports functions with more permissions than Lambda keeps. Their sizes are the least that they have: the
// stack's name is not known.
func lintInvocations(objects []backends.Object) diag.List {
	type function struct{ file, id string }
	functions, sizes := map[function]backends.Object{}, map[function]int{}
	for _, o := range objects {
		if o.Address.Type == "AWS::Lambda::Function" {
			functions[function{o.File, o.Address.Name}] = o
		}
	}
	var ds diag.List
	for _, o := range objects {
		properties := o.Tree.Get("Properties")
		f := function{o.File, properties.Get("FunctionName").Get(fnRef).Str()}
		called, ok := functions[f]
		if o.Address.Type != "AWS::Lambda::Permission" || !ok {
			continue
		}
		before := sizes[f]
		sizes[f] += statementSize + statementIDSize + len(o.Address.Name) + len(called.Tree.Get("Properties").Get("FunctionName").Str()) + sourceSize(properties.Get("SourceArn"))
		if before > maxInvocations || sizes[f] <= maxInvocations {
			continue
		}
		d := diag.LambdaLimit.At(o.Tree.Range(), "who may call %s takes more than the %d bytes that Lambda keeps of it, because each route is a permission", named(f.id), maxInvocations).
			WithFix("let one route take every method or all below a path (/orders/*), or lead some routes to another function")
		if len(called.Source) > 0 {
			d = d.WithAddress(called.Source[0].String())
		}
		ds = append(ds, d)
	}
	return ds
}

// sourceSize is how long an ARN is once its variables are replaced.
func sourceSize(n *tree.Node) int {
	if text := n.Get(fnSub); text != nil {
		return len(subVariables(text.Str(), func(name string) string {
			switch name {
			case "AWS::Partition":
				return "aws"
			case "AWS::Region":
				return "eu-west-1"
			case "AWS::AccountId":
				return "123456789012"
			}
			return "abcdef1234" // the id of an API
		}))
	}
	return len("arn:aws:events:eu-west-1:123456789012:rule/")
}
