package aws

import (
	"regexp"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Roles of what a gateway's own authorizer brings.
const (
	roleKeeper     = "Gatekeeper"
	roleKeeperRole = "GatekeeperRole"
	roleKeeperLogs = "GatekeeperLogs"
)

// Size of the gatekeeper: it starts in a fraction of a second, and waits three seconds at most for an issuer's answers.
const (
	keeperMemory  = 256 // MB
	keeperTimeout = 10  // s
)

// keeperKept is for how many seconds API Gateway keeps the gatekeeper's answer for a credential and a route. It is as long as
// the clock of a token's issuer may be off.
const keeperKept = 30

// gatekeeper returns the function that decides for a gateway who may call, with what it decides by in its metadata.
func (r *render) gatekeeper(d *door) []resource {
	why := r.keeperReason(d)
	if why == nil {
		return nil
	}
	id, logs, role := d.own.id(roleKeeper), d.own.id(roleKeeperLogs), d.own.id(roleKeeperRole)
	name := r.name(maxFunctionName, d.g.Node, d.g.Address.Name+"-gatekeeper")
	statements := []statement{logStatement(logs, why)}
	for _, s := range r.keeperSecrets(d) {
		statements = append(statements, r.readStatement(s))
	}
	var variables *tree.Node
	if d.counted {
		variables = tree.NewMap(tree.F("Variables", tree.NewMap(tree.F("USAGE", ruled(ruleUsageKey, d.g.Node, stackUUID())))))
	}
	out := []resource{
		r.logGroup(d.own, logs, logsFolder+name.Text),
		r.role(d.own, role, "lambda", nil, statements),
		r.resource(d.own, "AWS::Lambda::Function", id, options{metadata: tree.NewMap(tree.F(keeperPolicy, r.keeperPolicy(d)))},
			tree.F("FunctionName", name),
			tree.F("Runtime", derived(ruleGatekeeper, why, "nodejs24.x")),
			tree.F("Handler", derived(ruleGatekeeper, why, "index.handler")),
			tree.F("Code", r.codeNode(d.g.Address, why)),
			tree.F("Architectures", tree.NewList(r.settings.architecture)),
			tree.F("MemorySize", derivedInt(ruleGatekeeper, why, keeperMemory)),
			tree.F("Timeout", derivedInt(ruleGatekeeper, why, keeperTimeout)),
			tree.F("Role", att(role, "Arn")),
			tree.F("LoggingConfig", ruled(ruleLogs, why, tree.NewMap(tree.F("LogGroup", ref(logs))))),
			tree.F("Environment", variables),
		),
	}
	for i := range out {
		out[i].root = true // its name is not another in a nested stack
	}
	return out
}

// keeperReason returns what asks for the gatekeeper first, nil where nothing does.
func (r *render) keeperReason(d *door) *tree.Node {
	for _, e := range d.endpoints {
		if r.kept(d, e) {
			return r.auth(e).Type.Node
		}
	}
	return nil
}

// keeperSecrets returns the references to the secrets that the gatekeeper reads, each secret once, sorted by address.
func (r *render) keeperSecrets(d *door) []schema.Value[schema.Address] {
	var out []schema.Value[schema.Address]
	add := func(v schema.Value[schema.Address]) {
		if v.IsSet() && !slices.ContainsFunc(out, func(o schema.Value[schema.Address]) bool { return o.V == v.V }) {
			out = append(out, v)
		}
	}
	for _, e := range d.endpoints {
		if auth := r.auth(e); r.kept(d, e) && auth.Type.V == "jwt" {
			add(auth.PublicKey)
		}
	}
	for _, c := range r.keeperConsumers(d) {
		for _, v := range r.credentials(d, c) {
			add(v.secret)
		}
	}
	slices.SortFunc(out, func(a, b schema.Value[schema.Address]) int { return a.V.Compare(b.V) })
	return out
}

// fullSecretARN matches an ARN that ends in the six characters that Secrets Manager gives.
var fullSecretARN = regexp.MustCompile(`^arn:.*-[A-Za-z0-9]{6}$`)

// readStatement lets a secret be read at run time.
func (r *render) readStatement(v schema.Value[schema.Address]) statement {
	s := statement{sid: sid("Reads", v.V), actions: actionsRead, node: v.Node}
	key, from := "", v.Node
	if secret := schema.Find[schema.Secret](r.t, v.V); secret != nil {
		key, from = secret.Key.V, secret.Key.Node
	}
	switch {
	case fullSecretARN.MatchString(key):
		s.resources = []*tree.Node{derived(ruleSecretRead, from, key)}
	case strings.HasPrefix(key, "arn:"):
		s.resources = []*tree.Node{derived(ruleSecretRead, from, key+secretSuffix)}
	default:
		s.resources = []*tree.Node{ruled(ruleSecretRead, from, arn("secretsmanager", "secret:"+subText(key)+secretSuffix))}
	}
	return s
}

// stackUUID is the last part of the stack's id, which no other stack has.
func stackUUID() *tree.Node {
	return tree.NewMap(tree.F(fnSelect, tree.NewList(tree.NewInt(2),
		tree.NewMap(tree.F(fnSplit, tree.NewList(str("/"), ref("AWS::StackId")))))))
}
