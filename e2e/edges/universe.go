package edges

import (
	"maps"
	"slices"
	"strings"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/iam"
)

// universe is all that is asked of an account: everybody, every action, every resource and every context that a need or a
// grant speaks of, and besides them some that nobody should speak of.
type universe struct {
	account    *iam.Account
	needs      []Need
	principals []iam.Principal
	actions    []string
	resources  []string
	contexts   []iam.Context
}

// Nobody is ever allowed these.
var (
	strangers = []iam.Principal{
		"anonymous", "arn:aws:iam::111122223333:role/another", "arn:aws:iam::999988887777:role/another",
		"lambda.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com", "pipes.amazonaws.com", "apigateway.amazonaws.com", "s3.amazonaws.com",
		"sns.amazonaws.com", "sqs.amazonaws.com", "ecs-tasks.amazonaws.com",
	}
	dangers = []string{
		"iam:PassRole", "sts:AssumeRole", "lambda:InvokeFunction", "lambda:UpdateFunctionCode", "lambda:GetFunction", "events:PutEvents", "events:PutRule",
		"logs:CreateLogGroup", "logs:GetLogEvents", "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue", "sqs:DeleteQueue",
		"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteTable", "s3:GetObject", "s3:PutObject", "s3:DeleteBucket", "s3:PutBucketPolicy",
		"secretsmanager:GetSecretValue", "kms:Decrypt", "execute-api:Invoke",
	}
)

// anything stands for what a star in a pattern stands for.
const anything = "anything"

func newUniverse(account *iam.Account, stack *cloudformation.Stack, needs []Need) (*universe, error) {
	u := &universe{account: account, needs: needs, principals: slices.Clone(strangers), actions: slices.Clone(dangers)}
	for _, r := range account.Roles {
		u.principals = append(u.principals, r.ARN)
	}
	for _, r := range stack.All() {
		if !cloudformation.Known(r.Type) {
			continue
		}
		identity, err := r.Identity()
		if err != nil {
			return nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(identity.Attributes)) {
			u.resource(identity.Attributes[name])
		}
	}
	for _, n := range needs {
		u.about(n.Principal, n.Action, n.Resource)
		u.context(n.Conditions)
	}
	for _, g := range account.Grants() {
		u.about(g.Principal, g.Action, g.Resource)
		conditions := map[string]string{}
		for _, c := range g.Conditions {
			for _, v := range c.Values {
				conditions[strings.ToLower(c.Key)] = v
				u.context(conditions)
			}
		}
	}
	u.contexts = append(u.contexts, nil)
	unique(&u.principals, func(p iam.Principal) string { return string(p) })
	unique(&u.actions, strings.ToLower)
	unique(&u.resources, func(s string) string { return s })
	unique(&u.contexts, told)
	return u, nil
}

func unique[T any](list *[]T, key func(T) string) {
	slices.SortStableFunc(*list, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	*list = slices.CompactFunc(*list, func(a, b T) bool { return key(a) == key(b) })
}

func (u *universe) about(who iam.Principal, action, resource string) {
	if who != iam.Everybody {
		u.principals = append(u.principals, who)
	}
	service, _, _ := strings.Cut(action, ":")
	u.actions = append(u.actions, strings.ReplaceAll(action, "*", "Anything"), service+":Anything")
	u.resource(resource)
}

// resource adds an ARN, something in it, its neighbour, and its namesake in another account.
func (u *universe) resource(arn string) {
	if !strings.HasPrefix(arn, "arn:") {
		if arn != "*" {
			return
		}
		arn = "arn:aws:sqs:eu-central-1:111122223333:anything"
	}
	arn = strings.ReplaceAll(arn, "*", anything)
	u.resources = append(u.resources, arn, arn+"/"+anything, arn+"/index/"+anything, arn+":"+anything, arn+"2",
		strings.Replace(arn, here.Account, "999988887777", 1))
}

// context adds the context that meets conditions, and those that fail one of them: by another value or by none.
func (u *universe) context(conditions map[string]string) {
	if len(conditions) == 0 {
		return
	}
	right := iam.Context{}
	for key, pattern := range conditions {
		right[key] = []string{strings.ReplaceAll(pattern, "*", anything)}
	}
	u.contexts = append(u.contexts, right)
	for key := range conditions {
		for _, value := range others(right[key][0]) {
			wrong := maps.Clone(right)
			wrong[key] = []string{value}
			u.contexts = append(u.contexts, wrong)
		}
		without := maps.Clone(right)
		delete(without, key)
		u.contexts = append(u.contexts, without)
	}
}

// others returns values that are near one and not it.
func others(value string) []string {
	out := []string{value + "2", "another", "999988887777"}
	if head, tail, cut := strings.Cut(value, "/"); cut {
		out = append(out, head+"/"+anything, head+"2/"+tail)
		if parts := strings.Split(value, "/"); len(parts) > 3 { // the method of a route, and its path
			method := slices.Clone(parts)
			method[2] = "DELETE"
			out = append(out, strings.Join(method, "/"), strings.Join(parts[:len(parts)-1], "/")+"/another")
		}
	}
	return out
}
