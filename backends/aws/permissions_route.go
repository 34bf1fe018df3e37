package aws

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// route adds a route of an API: everybody may ask for it, and auth says what is asked of them.
func (p *permissions) route(o *backends.Object, properties *tree.Node) {
	at, api, target := properties.Get("RouteKey"), properties.Get("ApiId"), (*tree.Node)(nil)
	method, path, _ := strings.Cut(at.Str(), " ")
	link := properties.Get("Integration")
	if api == nil { // a method of a REST API
		at, api = properties.Get("HttpMethod"), properties.Get("RestApiId")
		method, path = at.Str(), p.path(properties.Get("ResourceId"))
		target = properties.Get("Integration").Get("Uri")
		if properties.Get("Integration").Get("Type").Str() == "MOCK" {
			return // an answer of the API's own, a preflight's
		}
	} else {
		integration := strings.TrimSuffix(strings.TrimPrefix(properties.Get("Target").Get(fnSub).Str(), "integrations/${"), "}")
		link = p.resources[integration]
		target = link.Get("IntegrationUri")
	}
	if link.Get("ConnectionType").Str() == "VPC_LINK" {
		target = serviceTargetOf(link)
		p.linked(o, api, link)
	}
	text := path + " of " + gatewayOf(p.resource(api))
	if target != nil {
		text += " to " + p.target(target)
	}
	for _, host := range p.hosts(api.Get(fnRef).Str()) {
		p.add(o, at, "public route "+anyWord(method)+" "+host+text+p.authText(properties, method+" "+path))
	}
}

// target names what an integration leads to: the function in an invocation's URI, or a URL.
func (p *permissions) target(uri *tree.Node) string {
	_, function, ok := strings.Cut(uri.Get(fnSub).Str(), ":lambda:path/2015-03-31/functions/")
	if !ok {
		return p.resource(uri)
	}
	return p.resource(sub(strings.TrimSuffix(function, "/invocations")))
}

// path returns the path of a resource of a REST API.
func (p *permissions) path(resource *tree.Node) string {
	path := ""
	for range len(p.resources) + 1 {
		properties := p.resources[resource.Get(fnRef).Str()]
		if properties.Get("PathPart") == nil {
			break
		}
		path = "/" + properties.Get("PathPart").Str() + path
		resource = properties.Get("ParentId")
	}
	if path == "" {
		return "/"
	}
	return path
}

// gatewayOf names the gateway of an API.
func gatewayOf(api string) string {
	return strings.TrimSuffix(strings.TrimSuffix(api, "'s Api"), "'s RestApi")
}
