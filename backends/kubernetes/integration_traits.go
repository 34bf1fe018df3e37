package kubernetes

import (
	"espc.dev/schema/tree"
)

// flowPath is where an integration's expressions are.
const flowPath = "/etc/espc/flow"

var (
	// camelDependencies are the parts of Camel that flows use. They are named, so that what is built is what is written.
	camelDependencies = ruled(ruleCamel, words("camel:base64", "camel:http", "camel:jackson", "camel:jsonata", "camel:platform-http"))

	// camelTemplate adds what no trait sets. It has to name a container; this is Camel K's own, to which it adds nothing.
	camelTemplate = tree.NewMap(tree.F("spec", tree.NewMap(
		tree.F("automountServiceAccountToken", ruled(ruleNoToken, tree.NewBool(false))),
		tree.F("containers", tree.NewList(tree.NewMap(tree.F("name", ruled(ruleCamel, tree.NewString("integration")))))),
	)))

	// handedLabels are the labels that an Integration hands on to its pods, so that policies select them and people find them.
	// That espc manages it, it keeps to itself: the Deployment is Camel K's.
	handedLabels = words(labelName, labelPartOf, labelComponent, labelEntity)

	camelContainer = tree.NewMap(
		tree.F("requestCPU", ruled(ruleCamel, tree.NewString("100m"))),
		tree.F("requestMemory", ruled(ruleCamel, tree.NewString("256Mi"))),
		tree.F("limitCPU", ruled(ruleCamel, tree.NewString("1"))),
		tree.F("limitMemory", ruled(ruleCamel, tree.NewString("256Mi"))),
		tree.F("port", runtimePort),
		tree.F("runAsNonRoot", ruled(ruleRestricted, tree.NewBool(true))),
		tree.F("allowPrivilegeEscalation", ruled(ruleRestricted, tree.NewBool(false))),
		tree.F("capabilitiesDrop", ruled(ruleRestricted, words("ALL"))),
		tree.F("seccompProfileType", ruled(ruleRestricted, tree.NewString("RuntimeDefault"))),
	)
	disabled = tree.NewMap(tree.F("enabled", ruled(ruleCamel, tree.NewBool(false))))
	enabled  = tree.NewMap(tree.F("enabled", ruled(ruleCamel, tree.NewBool(true))))
)

// traits tell Camel K how to run an integration: a Deployment whose pods meet the level restricted, with the expressions mounted,
// and no Service or Knative Service of Camel K's own choice.
func (r *render) traits(w *workload, c *camel) *tree.Node {
	var environment *tree.Node
	if len(c.secrets) > 0 {
		var vars []*tree.Node
		for _, s := range c.secrets {
			vars = append(vars, derivedOf(ruleSecretRef, s.variable+"=secret:"+s.name+"/"+s.key, s.from, s.at))
		}
		environment = tree.NewMap(tree.F("vars", list(vars)))
	}
	return tree.NewMap(
		tree.F("container", camelContainer),
		tree.F("deployer", tree.NewMap(tree.F("kind", ruled(ruleCamel, tree.NewString("deployment"))))),
		tree.F("environment", environment),
		tree.F("health", enabled),
		tree.F("knative-service", disabled),
		tree.F("mount", tree.NewMap(tree.F("resources", tree.NewList(derived(ruleFlow, w.node, "configmap:"+w.name+"@"+flowPath))))),
		tree.F("owner", tree.NewMap(
			tree.F("targetLabels", ruled(ruleLabels, handedLabels)),
			tree.F("targetAnnotations", ruled(ruleChecksum, words(annotationChecksum))),
		)),
		tree.F("service", disabled),
	)
}
