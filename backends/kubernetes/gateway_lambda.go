package kubernetes

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// lambdaPolicy is the policy that invokes a function on AWS in place of a proxied request.
const lambdaPolicy = "lambda"

// onLambda reports whether a route leads to a function on AWS.
func (x *expressGateway) onLambda(e gatewayRoute) bool {
	_, ok := x.r.sides.Lambda(e.To.V)
	return ok && len(e.Split) == 0 && x.r.onAWS(e.To.V)
}

// invocation returns the last step of a route to a function on AWS.
func (x *expressGateway) invocation(e gatewayRoute) step {
	arn := ""
	if cluster, ok := x.r.sides.Cluster(); ok {
		arn = x.r.sides.FunctionARN(cluster, e.To.V)
	}
	return newPolicy(lambdaPolicy, append([]tree.Field{tree.F("function", tree.NewString(arn))}, pathFields(e)...)...)
}

// checkLambda reports what an invocation can't do.
func (x *expressGateway) checkLambda(e gatewayRoute) diag.List {
	if !x.onLambda(e) || !e.Websocket.V {
		return nil
	}
	return diag.List{diag.GatewayTarget.At(e.Websocket.Node.Range(), "%s is on AWS, and an invocation of a function carries no WebSocket", e.To.V).
		WithFix("write websocket = false, or place the function on kubernetes").WithAddress(e.Address.String())}
}
