package aws

import (
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// conditions returns what narrows a statement, in words.
func (p *permissions) conditions(n *tree.Node) string {
	var out []string
	for _, operator := range fields(n) {
		for _, f := range fields(operator.Value) {
			key := f.Key[strings.LastIndexByte(f.Key, ':')+1:]
			if key == "SourceAccount" {
				continue // who it narrows to is this account, as everywhere
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
		if name, ok := strings.CutPrefix(s, arnText("logs", "log-group:")); ok && p.logs[strings.TrimSuffix(name, ":*")] != "" {
			return named(p.logs[strings.TrimSuffix(name, ":*")])
		}
		if name, ok := strings.CutPrefix(s, arnText("states", "stateMachine:")); ok && p.machines[name] != "" {
			return named(p.machines[name])
		}
		if id := p.ruleOf(s); id != "" {
			return named(id)
		}
		if name, ok := strings.CutPrefix(s, arnText("secretsmanager", "secret:")); ok {
			return "secret " + strings.TrimSuffix(name, secretSuffix)
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
				return entity + "'s " + rest
			}
		}
	}
	return entity
}

// bearer names what a role belongs to: an entity, or the pipe of one.
func bearer(role string) string {
	return strings.TrimSuffix(strings.TrimSuffix(named(role), "Role"), "'s ")
}

// verbs say in a word what actions do, by an action that tells.
var verbs = []struct{ action, word string }{
	{"lambda:InvokeFunction", "call"},
	{"events:PutEvents", "publish to"},
	{"states:StartExecution", "start"},
	{"states:InvokeHTTPEndpoint", "post as"},
	{"events:RetrieveConnectionCredentials", "use"},
	{"logs:PutLogEvents", "write logs to"},
	{"ecr:BatchGetImage", "pull"},
	{"secretsmanager:GetSecretValue", "read"},
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

// reviewed reports whether actions are those of one row of the table of what edges need, so that the verb says it all.
func reviewed(actions []string) bool {
	for _, row := range [][]string{actionsCall, actionsPublish, actionsLogs, actionsConsume, actionsSend, actionsStream, actionsRead, actionsPull, actionsStart, actionsHTTP, actionsConnection, actionsCredential} {
		if slices.Equal(row, actions) {
			return true
		}
	}
	for _, accesses := range useActions {
		for _, row := range accesses {
			if slices.Equal(row, actions) {
				return true
			}
		}
	}
	return false
}
