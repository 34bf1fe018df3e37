package aws

import (
	"regexp"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// container returns what a service runs. A secret is handed to it by ECS when a task starts, so neither the template nor the
// task's definition holds its value.
func (r *render) container(o *owner, m *schema.Microservice) *tree.Node {
	v := newVariables()
	r.workloadVariables(v, &m.Workload)
	v.add("ESPC_TOPOLOGY", derived(ruleEnv, r.topologyNode(), r.t.Name))
	v.add("PORT", derived(ruleService, m.Port.Node, integer(m.Port.V, m.Port.Node).Text))
	var variables, secrets []*tree.Node
	for _, e := range m.Env.Entries {
		if s := schema.Find[schema.Secret](r.t, e.V.Secret); s != nil {
			delete(v.byName, e.Key)
			secrets = append(secrets, tree.NewMap(tree.F("Name", str(e.Key)), tree.F("ValueFrom", secretSource(s, e.Node))))
		}
	}
	for _, f := range v.node().Fields {
		variables = append(variables, tree.NewMap(tree.F("Name", str(f.Key)), tree.F("Value", f.Value)))
	}
	return tree.NewMap(
		tree.F("Image", m.Image.Node),
		tree.F("ContainerPort", integer(m.Port.V, m.Port.Node)),
		tree.F("Command", m.Args.Node),
		tree.F("Environment", list(variables)),
		tree.F("Secrets", list(secrets)),
		tree.F("AwsLogsConfiguration", ruled(ruleLogs, o.node, tree.NewMap(
			tree.F("LogGroup", ref(o.id(roleLogs))),
			tree.F("LogStreamPrefix", str(m.Address.Name)),
		))),
	).With(originOf(m.Node))
}

// secretSource names a secret, and the field of it, as ECS reads it: ARN:FIELD::, or the ARN for the whole. The ARN of one that
// is known by its name lacks the six characters at its end, which nobody knows before the secret is there.
func secretSource(s *schema.Secret, from *tree.Node) *tree.Node {
	field := ""
	if s.Property.IsSet() {
		field = ":" + s.Property.V + "::"
	}
	source := str(s.Key.V + field)
	if !strings.HasPrefix(s.Key.V, "arn:") {
		source = arn("secretsmanager", "secret:"+subText(s.Key.V+field))
	}
	n := ruled(ruleServiceSecret, from, source)
	n.Origin.Also = []*tree.Origin{originOf(s.Node)}
	return n
}

// Actions of the role that starts a service's tasks.
var (
	actionsPull  = []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
	actionsLogin = []string{"ecr:GetAuthorizationToken"}
)

// executionStatements returns what ECS may do to start a service's tasks: write their log, get their image and their secrets.
func (r *render) executionStatements(m *schema.Microservice) []statement {
	out := []statement{logStatement(logicalID(m.Address, "", roleLogs), m.Node)}
	if repository, ok := imageRepository(m.Image.V); ok {
		out = append(out,
			statement{sid: "LogsInToRegistry", actions: actionsLogin, resources: []*tree.Node{str("*")}, node: m.Image.Node},
			statement{sid: "PullsImage", actions: actionsPull, resources: []*tree.Node{sub(repository)}, node: m.Image.Node},
		)
	}
	seen := map[schema.Address]bool{}
	for _, e := range m.Env.Entries {
		s := schema.Find[schema.Secret](r.t, e.V.Secret)
		if s == nil || seen[s.Address] {
			continue
		}
		seen[s.Address] = true
		out = append(out, r.readStatement(schema.Value[schema.Address]{V: s.Address, Node: e.Node}))
	}
	return out
}

// ecrParts takes an image's name in ECR apart: account, region and repository.
var ecrParts = regexp.MustCompile(`^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)`)

// imageRepository returns the ARN of an image's repository as a text of Fn::Sub; false for one that is not in ECR.
func imageRepository(image string) (string, bool) {
	m := ecrParts.FindStringSubmatch(image)
	if m == nil {
		return "", false
	}
	return "arn:${AWS::Partition}:ecr:" + m[2] + ":" + m[1] + ":repository/" + m[3], true
}
