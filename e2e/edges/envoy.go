package edges

import "espc.dev/schema"

// proxyPod is one of Envoy Gateway's proxies, by which the pods behind a gateway of the Gateway API are reached.
const proxyPod = "gateway-proxy"

// gatewayAPI reports whether the environment's gateways are objects of the Gateway API.
func (c *city) gatewayAPI() bool {
	e := c.Environment
	return e != nil && e.Backend != nil && e.Backend.Kubernetes != nil && e.Backend.Kubernetes.Gateway.V == "gateway-api"
}

// proxies makes the cluster's proxies what runs a gateway and its endpoints: it has no pods of its own.
func (c *city) proxies(g *schema.Gateway) {
	h := &house{name: proxyPod}
	c.runs[g.Address] = h
	for _, e := range c.ApiEndpoints {
		if e.Gateway.V == g.Address {
			c.runs[e.Address] = h
		}
	}
}
