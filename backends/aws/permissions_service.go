package aws

import (
	"regexp"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// invocation adds who may call a function besides roles.
func (p *permissions) invocation(o *backends.Object, properties *tree.Node) {
	service, source := properties.Get("Principal").Str(), properties.Get("SourceArn")
	function := p.resource(properties.Get("FunctionName"))
	does := verb([]string{properties.Get("Action").Str()}) + " "
	if api, method, path, ok := apiSource(source); ok && service == "apigateway.amazonaws.com" {
		gateway := gatewayOf(named(api))
		if method == "authorizers" {
			p.add(o, source, gateway+" may ask "+function+" who calls")
			return
		}
		p.add(o, source, gateway+" may "+does+function+" for "+anyWord(method)+" "+path)
		return
	}
	if who := p.actsFor(source); who != "" {
		p.add(o, source, who+" may "+does+function)
		return
	}
	text := service + " may " + does + function
	if source != nil {
		text += " from " + p.resource(source)
	}
	p.add(o, properties.Get("FunctionName"), text)
}

// apiPattern takes apart the ARN of a method of an API, or of an authorizer: the API, then the stage and the method and the
// path, or "authorizers" and its id.
var apiPattern = regexp.MustCompile(`:execute-api:[^:]*:[^:]*:\$\{(\w+)\}/(?:\*/(\*|[A-Z]+)(/.*)|(authorizers)/.*)$`)

func apiSource(source *tree.Node) (api, method, path string, ok bool) {
	// Variables of regions and accounts have colons of their own.
	text := strings.ReplaceAll(source.Get(fnSub).Str(), "AWS::", "")
	m := apiPattern.FindStringSubmatch(text)
	if m == nil {
		return "", "", "", false
	}
	return m[1], m[2] + m[4], m[3], true
}

// anyWord says any method in words.
func anyWord(method string) string {
	if method == "*" || method == "ANY" {
		return "any method"
	}
	return method
}

// principal returns who a statement of a resource's own policy names, in words, and what is left of its condition: a service
// that acts for one rule stands for the bus that the rule is of.
func (p *permissions) principal(n, condition *tree.Node) (string, *tree.Node) {
	switch {
	case n.Str() == "*", n.Get("AWS").Str() == "*":
		return "anybody", condition
	case n.Get("Service") != nil:
		if who := p.actsFor(condition.Get("ArnEquals").Get("aws:SourceArn")); who != "" {
			return who, condition.Without("ArnEquals")
		}
		return strings.Join(texts(n.Get("Service")), ", "), condition
	case n.Get("AWS") != nil:
		return strings.Join(texts(n.Get("AWS")), ", "), condition
	}
	return "somebody", condition
}

// actsFor returns what a service acts for that comes from a rule: the bus, and the rule that it goes by. It is "" for
// another source.
func (p *permissions) actsFor(source *tree.Node) string {
	id := p.ruleOf(source.Get(fnSub).Str())
	if get := source.Get(fnGetAtt); get != nil && len(get.Items) == 2 {
		id = get.Items[0].Str()
	}
	rule := p.resources[id]
	if rule.Get("EventPattern") == nil {
		return ""
	}
	bus := "event bus default"
	if n := rule.Get("EventBusName"); n != nil {
		if bus = p.resource(n); n.Kind == tree.String {
			bus = "event bus " + bus
		}
	}
	return bus + " by " + named(id)
}

// ruleOf returns the logical id of the rule whose ARN is made of its name, "" where it is no such ARN.
func (p *permissions) ruleOf(text string) string {
	name, ok := strings.CutPrefix(text, arnText("events", "rule/"))
	if !ok {
		return ""
	}
	return p.rules[name[strings.LastIndexByte(name, '/')+1:]]
}

// bySource takes statements for several sources apart, so that each is a permission of its own, however it is written.
func bySource(statements []*tree.Node) []*tree.Node {
	var out []*tree.Node
	for _, s := range statements {
		condition := s.Get("Condition")
		equals := condition.Get("ArnEquals")
		sources := equals.Get("aws:SourceArn")
		if sources == nil || sources.Kind != tree.List {
			out = append(out, s)
			continue
		}
		for _, source := range sources.Items {
			one := with(s, "Condition", with(condition, "ArnEquals", with(equals, "aws:SourceArn", source)))
			out = append(out, one)
		}
	}
	return out
}

// with returns a map with another value for one of its keys.
func with(n *tree.Node, key string, value *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Map, Origin: n.Origin}
	for _, f := range n.Fields {
		if f.Key == key {
			f.Value = value
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}
