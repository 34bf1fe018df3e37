package edges

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/iam"
)

// universe is all that is asked of an account: everybody, every action, every resource and every context that a need or a
// grant speaks of, and besides them some that nobody should speak of.
type universe struct {
	account    *iam.Account
	needs      []*need
	principals []iam.Principal
	actions    []string
	resources  []string
	// told are the contexts that needs and statements ask for, each its own.
	told []iam.Context
}

// Nobody is ever allowed these.
var (
	strangers = []iam.Principal{
		"anonymous", "arn:aws:iam::111122223333:role/another", "arn:aws:iam::999988887777:role/another",
		"lambda.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com", "pipes.amazonaws.com", "states.amazonaws.com", "apigateway.amazonaws.com", "s3.amazonaws.com",
		"sns.amazonaws.com", "sqs.amazonaws.com", "ecs-tasks.amazonaws.com", "ecs.amazonaws.com", "pods.eks.amazonaws.com",
	}
	dangers = []string{
		"iam:PassRole", "sts:AssumeRole", "sts:TagSession", "lambda:InvokeFunction", "lambda:UpdateFunctionCode", "lambda:GetFunction", "events:PutEvents", "events:PutRule",
		"logs:CreateLogGroup", "logs:GetLogEvents", "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue", "sqs:DeleteQueue",
		"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteTable", "s3:GetObject", "s3:PutObject", "s3:DeleteBucket", "s3:PutBucketPolicy",
		"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:PutImage",
		"ecs:RunTask", "ecs:ExecuteCommand", "secretsmanager:GetSecretValue", "states:StartExecution", "states:StopExecution", "states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials", "kms:Decrypt", "execute-api:Invoke",
	}
)

// anything stands for what a star in a pattern stands for.
const anything = "anything"

func newUniverse(account *iam.Account, stack *cloudformation.Stack, needs []Need) (*universe, error) {
	u := &universe{account: account, principals: slices.Clone(strangers), actions: slices.Clone(dangers)}
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
		if n.Managed != "" {
			continue
		}
		u.needs = append(u.needs, &need{Need: n})
		u.about(n.Principal, n.Action, n.Resource)
		u.told = append(u.told, right(n.Conditions))
		if len(n.Unless) > 0 {
			u.told = append(u.told, right(n.Unless))
		}
	}
	for _, g := range account.Grants() {
		u.about(g.Principal, g.Action, g.Resource)
		for _, c := range patterns(g.Conditions) {
			u.told = append(u.told, right(c))
		}
	}
	unique(&u.principals, func(p iam.Principal) string { return string(p) })
	unique(&u.actions, strings.ToLower)
	unique(&u.resources, func(s string) string { return s })
	unique(&u.told, told)
	return u, nil
}

// need is one that may have been met.
type need struct {
	Need
	met bool
}

// narrow returns the universe with what is about a principal's doing something alone, nil where that is nothing.
func (u *universe) narrow(who iam.Principal, action string) *universe {
	out := &universe{account: u.account.Narrow(who, action), resources: u.resources, told: u.told}
	for _, n := range u.needs {
		if n.isFor(who, action) {
			out.needs = append(out.needs, n)
		}
	}
	if len(out.needs) == 0 && len(out.account.Grants()) == 0 {
		return nil
	}
	return out
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
	arn = instance(arn)
	u.resources = append(u.resources, arn, arn+"/"+anything, arn+"/index/"+anything, arn+":"+anything, arn+"2",
		strings.Replace(arn, here.Account, "999988887777", 1))
}

// contextsOf returns the contexts to ask one thing in: none; all that anything asks for; and those that fail one of the
// conditions that matter to it, by another value or by none.
func (u *universe) contextsOf(conditions []map[string]string) []iam.Context {
	out := append([]iam.Context{nil}, u.told...)
	for _, c := range conditions {
		for key := range c {
			for _, value := range others(right(c)[key][0]) {
				wrong := right(c)
				wrong[key] = []string{value}
				out = append(out, wrong)
			}
			without := right(c)
			delete(without, key)
			out = append(out, without)
		}
	}
	unique(&out, told)
	return out
}

// right returns the context that meets conditions.
func right(conditions map[string]string) iam.Context {
	out := iam.Context{}
	for key, pattern := range conditions {
		out[key] = []string{instance(pattern)}
	}
	return out
}

// instance returns something that a pattern, or a network, stands for.
func instance(pattern string) string {
	if network, err := netip.ParsePrefix(pattern); err == nil {
		return network.Masked().Addr().Next().String()
	}
	return strings.NewReplacer("*", anything, "?", "x").Replace(pattern)
}

// patterns returns a statement's conditions as maps of keys and patterns, one for each further value of a key.
func patterns(conditions []iam.Condition) []map[string]string {
	out := []map[string]string{{}}
	for _, c := range conditions {
		for i, v := range c.Values {
			if i > 0 {
				out = append(out, maps.Clone(out[0]))
			}
			out[len(out)-1][strings.ToLower(c.Key)] = v
		}
	}
	return out
}

// others returns values that are near one and not it.
func others(value string) []string {
	if _, err := netip.ParseAddr(value); err == nil {
		return []string{"203.0.113.9", "2001:db8::9"}
	}
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
