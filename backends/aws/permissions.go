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
// function, and public routes. It reads the objects alone, so that what an overlay opens counts as well. The words are those
// of every backend: who may do what with what; a service that acts for an entity is called by the entity.
//
// That a function writes its own log is not listed: it follows from there being the function.
func (Backend) Permissions(objects []backends.Object) []backends.Permission {
	objects = entire(objects)
	p := &permissions{functions: map[string]string{}, logs: map[string]string{}, rules: map[string]string{}, machines: map[string]string{}, resources: map[string]*tree.Node{}, policies: map[string]*tree.Node{}, domains: map[string][]string{}}
	for i := range objects {
		o := &objects[i]
		properties := o.Tree.Get("Properties")
		p.resources[o.Address.Name] = properties
		switch o.Address.Type {
		case "AWS::Lambda::Function":
			p.functions[properties.Get("FunctionName").Str()] = entityOf(o.Address.Name)
			p.policies[o.Address.Name] = o.Tree.Get("Metadata").Get(keeperPolicy)
		case "AWS::Logs::LogGroup":
			p.logs[properties.Get("LogGroupName").Str()] = o.Address.Name
		case "AWS::Events::Rule":
			p.rules[properties.Get("Name").Str()] = o.Address.Name
		case "AWS::StepFunctions::StateMachine":
			p.machines[properties.Get("StateMachineName").Str()] = o.Address.Name
		case "AWS::ApiGatewayV2::ApiMapping":
			api := properties.Get("ApiId").Get(fnRef).Str()
			p.domains[api] = append(p.domains[api], o.Address.Name)
		}
	}
	for i := range objects {
		p.object(&objects[i])
	}
	slices.SortStableFunc(p.all, func(a, b backends.Permission) int { return cmp.Compare(a.Key, b.Key) })
	return slices.CompactFunc(p.all, func(a, b backends.Permission) bool { return a.Key == b.Key })
}

// permissions collects permissions.
type permissions struct {
	functions map[string]string     // entities by the names of their functions
	logs      map[string]string     // logical ids by the names of logs
	rules     map[string]string     // logical ids by the names of rules
	machines  map[string]string     // logical ids by the names of state machines
	resources map[string]*tree.Node // properties by logical id
	policies  map[string]*tree.Node // what gatekeepers decide by, by logical id
	domains   map[string][]string   // mappings of domains, by the logical id of the API
	all       []backends.Permission
}

// object adds what one object allows.
func (p *permissions) object(o *backends.Object) {
	properties := o.Tree.Get("Properties")
	switch o.Address.Type {
	case "AWS::IAM::Role":
		who := bearer(o.Address.Name)
		for _, policy := range items(properties.Get("Policies")) {
			p.policy(o, who, policy.Get("PolicyDocument"))
		}
		for _, arn := range items(properties.Get("ManagedPolicyArns")) {
			p.add(o, arn, who+" may do what "+p.resource(arn)+" says")
		}
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy":
		p.policy(o, o.Address.Name, properties.Get("PolicyDocument"))
	case "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::Events::EventBusPolicy":
		p.policy(o, "", properties.Get("PolicyDocument"))
	case "AWS::Lambda::Permission":
		p.invocation(o, properties)
	case "AWS::EKS::PodIdentityAssociation":
		p.add(o, properties.Get("ServiceAccount"), identityText(properties))
	case "AWS::Lambda::Url":
		p.add(o, properties, "public URL of "+p.resource(properties.Get("TargetFunctionArn"))+" with auth "+properties.Get("AuthType").Str())
	case "AWS::Lambda::Function":
		p.consumers(o)
		p.joins(o, properties)
	case "AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi":
		p.api(o, properties)
	case "AWS::ECS::ExpressGatewayService":
		p.service(o, properties)
	case "AWS::ApiGatewayV2::Route", "AWS::ApiGateway::Method":
		p.route(o, properties)
	}
}

func (p *permissions) add(o *backends.Object, n *tree.Node, text string) { p.addAs(o, n, text, text) }

// addAs adds a permission whose key says more than its text.
func (p *permissions) addAs(o *backends.Object, n *tree.Node, key, text string) {
	at := n.Range()
	if at == (diag.Range{}) {
		at = o.Tree.Range()
	}
	p.all = append(p.all, backends.Permission{Key: key, Text: text, Address: o.Address, Origin: at})
}

// policy adds the statements of a policy. who is empty for a resource's own, whose statements say it themselves. The actions
// are listed where they are not just what the words stand for.
func (p *permissions) policy(o *backends.Object, who string, document *tree.Node) {
	for _, s := range bySource(items(document.Get("Statement"))) {
		subject, condition := who, s.Get("Condition")
		if subject == "" {
			subject, condition = p.principal(s.Get("Principal"), condition)
		}
		actions := texts(s.Get("Action"))
		slices.Sort(actions)
		var targets []string
		for _, resource := range items(s.Get("Resource")) {
			if t := p.resource(resource); !slices.Contains(targets, t) {
				targets = append(targets, t)
			}
		}
		may := " may "
		if s.Get("Effect").Str() == "Deny" {
			may = " may not "
		}
		if p.implied(o, subject, actions, targets) {
			continue
		}
		text := subject + may + verb(actions) + " " + strings.Join(targets, ", ") + p.conditions(condition)
		key := text + " (" + strings.Join(actions, ", ") + ")"
		if !reviewed(actions) {
			text = key
		}
		p.addAs(o, s, key, text)
	}
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
