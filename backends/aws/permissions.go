package aws

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Permissions lists what objects allow, sorted by key: the statements of roles and of resource policies, who may call each
// function, and public routes. It reads the objects alone, so that what an overlay opens counts as well.
func (Backend) Permissions(objects []backends.Object) []backends.Permission {
	p := &permissions{functions: map[string]string{}, paths: map[string]*tree.Node{}}
	for i := range objects {
		switch o := &objects[i]; o.Address.Type {
		case "AWS::Lambda::Function":
			p.functions[o.Tree.Get("Properties").Get("FunctionName").Str()] = entityOf(o.Address.Name)
		case "AWS::ApiGateway::Resource":
			p.paths[o.Address.Name] = o.Tree.Get("Properties")
		}
	}
	for i := range objects {
		o := &objects[i]
		properties := o.Tree.Get("Properties")
		switch o.Address.Type {
		case "AWS::IAM::Role":
			for _, policy := range items(properties.Get("Policies")) {
				p.policy(o, bearer(o.Address.Name), policy.Get("PolicyDocument"))
			}
			for _, arn := range items(properties.Get("ManagedPolicyArns")) {
				p.add(o, arn, bearer(o.Address.Name)+" may do what "+p.resource(arn)+" says")
			}
		case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy":
			p.policy(o, o.Address.Name, properties.Get("PolicyDocument"))
		case "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy":
			p.policy(o, "", properties.Get("PolicyDocument"))
		case "AWS::Lambda::Permission":
			text := properties.Get("Principal").Str() + " may " + verb([]string{properties.Get("Action").Str()}) + " " + p.resource(properties.Get("FunctionName"))
			if source := properties.Get("SourceArn"); source != nil {
				text += " from " + p.resource(source)
			}
			p.add(o, properties.Get("FunctionName"), text)
		case "AWS::Lambda::Url":
			p.add(o, properties, "public URL of "+p.resource(properties.Get("TargetFunctionArn"))+" with auth "+properties.Get("AuthType").Str())
		case "AWS::ApiGatewayV2::Route":
			p.add(o, properties.Get("RouteKey"), "public route "+strings.Replace(properties.Get("RouteKey").Str(), "ANY ", "any method ", 1)+
				" of "+gatewayOf(p.resource(properties.Get("ApiId")))+authText(properties))
		case "AWS::ApiGateway::Method":
			p.add(o, properties.Get("HttpMethod"), "public route "+strings.Replace(properties.Get("HttpMethod").Str(), "ANY", "any method", 1)+
				" "+p.path(properties.Get("ResourceId"))+
				" of "+gatewayOf(p.resource(properties.Get("RestApiId")))+authText(properties))
		}
	}
	slices.SortStableFunc(p.all, func(a, b backends.Permission) int { return cmp.Compare(a.Key, b.Key) })
	return slices.CompactFunc(p.all, func(a, b backends.Permission) bool { return a.Key == b.Key })
}

// permissions collects permissions. Their texts are their keys, because two that read the same are the same.
type permissions struct {
	functions map[string]string     // entities by the names of their functions
	paths     map[string]*tree.Node // properties of the resources of REST APIs
	all       []backends.Permission
}

// path returns the path of a resource of a REST API.
func (p *permissions) path(resource *tree.Node) string {
	path := ""
	for depth := 0; depth < len(p.paths)+1; depth++ {
		properties := p.paths[resource.Get(fnRef).Str()]
		if properties == nil {
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

func (p *permissions) add(o *backends.Object, n *tree.Node, text string) {
	at := n.Range()
	if at == (diag.Range{}) {
		at = o.Tree.Range()
	}
	p.all = append(p.all, backends.Permission{Key: text, Text: text, Address: o.Address, Origin: at})
}

// policy adds the statements of a policy. who is empty for a resource's own, whose statements say it themselves.
func (p *permissions) policy(o *backends.Object, who string, document *tree.Node) {
	for _, s := range items(document.Get("Statement")) {
		subject := who
		if subject == "" {
			subject = principal(s.Get("Principal"))
		}
		actions := texts(s.Get("Action"))
		slices.Sort(actions)
		var targets []string
		for _, resource := range items(s.Get("Resource")) {
			if t := p.resource(resource); !slices.Contains(targets, t) {
				targets = append(targets, t)
			}
		}
		text := subject + " may " + verb(actions) + " " + strings.Join(targets, ", ")
		if s.Get("Effect").Str() == "Deny" {
			text = subject + " may not " + verb(actions) + " " + strings.Join(targets, ", ")
		}
		p.add(o, s, text+p.conditions(s.Get("Condition"))+" ("+strings.Join(actions, ", ")+")")
	}
}

// conditions returns what narrows a statement, in words.
func (p *permissions) conditions(n *tree.Node) string {
	var out []string
	for _, operator := range fields(n) {
		for _, f := range fields(operator.Value) {
			key := f.Key[strings.LastIndexByte(f.Key, ':')+1:]
			if key == "SourceAccount" {
				continue
			}
			out = append(out, key+" "+p.resource(f.Value))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " where " + strings.Join(out, " and ")
}

// resource names what an ARN or an id leads to: an entity where that can be told, else as it is written.
func (p *permissions) resource(n *tree.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == tree.List:
		return strings.Join(texts(n), ", ")
	case n.Get(fnRef) != nil:
		return named(n.Get(fnRef).Str())
	case n.Get(fnGetAtt) != nil && len(n.Get(fnGetAtt).Items) == 2:
		return named(n.Get(fnGetAtt).Items[0].Str())
	case n.Get(fnSub) != nil:
		s := n.Get(fnSub).Str()
		if name, ok := strings.CutPrefix(s, arnText("lambda", "function:")); ok && p.functions[name] != "" {
			return p.functions[name]
		}
		s = subVariables(strings.TrimPrefix(s, "arn:${AWS::Partition}:"), func(name string) string {
			id, _, _ := strings.Cut(name, ".")
			return named(id)
		})
		return s
	}
	return n.Str()
}

// named returns the entity of a logical id, with the rest of the id where it is not the entity's own resource.
func named(id string) string {
	entity := entityOf(id)
	kind, name, ok := strings.Cut(entity, ".")
	if !ok {
		return id
	}
	for _, k := range idKinds {
		if string(k) == kind {
			if rest := strings.TrimPrefix(id, pascal(name, false)+kindWord(k)); rest != "" && rest != id {
				return entity + " " + rest
			}
		}
	}
	return entity
}

// bearer names what a role belongs to: an entity, or the pipe of one.
func bearer(role string) string {
	return strings.TrimSuffix(strings.TrimSuffix(named(role), "Role"), " ")
}

// verbs say in a word what actions do, by an action that tells.
var verbs = []struct{ action, word string }{
	{"lambda:InvokeFunction", "call"},
	{"events:PutEvents", "publish to"},
	{"logs:PutLogEvents", "write logs to"},
	{"sqs:SendMessage", "send to"},
	{"sqs:ReceiveMessage", "receive from"},
	{"dynamodb:GetRecords", "read the stream of"},
	{"dynamodb:GetItem", "read"},
	{"s3:GetObject", "read"},
	{"dynamodb:PutItem", "write"},
	{"s3:PutObject", "write"},
}

func verb(actions []string) string {
	var words []string
	for _, v := range verbs {
		if slices.Contains(actions, v.action) {
			words = append(words, v.word)
		}
	}
	if len(words) == 0 {
		return strings.Join(actions, ", ") + " on"
	}
	return strings.Join(words, " and ")
}

// gatewayOf names the gateway of an API.
func gatewayOf(api string) string { return strings.TrimSuffix(api, " Api") }

func principal(n *tree.Node) string {
	switch {
	case n.Str() == "*", n.Get("AWS").Str() == "*":
		return "everybody"
	case n.Get("Service") != nil:
		return strings.Join(texts(n.Get("Service")), ", ")
	case n.Get("AWS") != nil:
		return strings.Join(texts(n.Get("AWS")), ", ")
	}
	return "somebody"
}

func authText(properties *tree.Node) string {
	switch {
	case properties.Get("ApiKeyRequired").Str() == "true":
		return " with auth key"
	case properties.Get("AuthorizerId") != nil:
		return " with auth " + strings.ToLower(properties.Get("AuthorizationType").Str())
	}
	return ""
}

// items returns a list's items, or the one value that stands for a list of it.
func items(n *tree.Node) []*tree.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == tree.List:
		return n.Items
	}
	return []*tree.Node{n}
}

func texts(n *tree.Node) []string {
	var out []string
	for _, item := range items(n) {
		s := item.Str()
		if s == "" {
			s = string(tree.AppendJSON(nil, item, ""))
		}
		out = append(out, s)
	}
	return out
}

func fields(n *tree.Node) []tree.Field {
	if n == nil {
		return nil
	}
	return n.Fields
}
