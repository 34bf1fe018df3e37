package kubernetes

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Keys of Knative Serving's labels and annotations; see https://knative.dev/docs/serving/autoscaling/ and
// https://knative.dev/docs/serving/services/private-services/.
const (
	labelVisibility = "networking.knative.dev/visibility"
	clusterLocal    = "cluster-local"

	annotationMinScale = "autoscaling.knative.dev/min-scale"
	annotationMaxScale = "autoscaling.knative.dev/max-scale"
	annotationClass    = "autoscaling.knative.dev/class"
	annotationMetric   = "autoscaling.knative.dev/metric"
	annotationTarget   = "autoscaling.knative.dev/target"
	classHPA           = "hpa.autoscaling.knative.dev"

	// annotationCanary is the percent of requests that a new revision is to get while the previous one keeps the rest.
	annotationCanary = "espc.dev/canary"
	// annotationPrevious is the revisions that the newest took requests over from, with commas between them: their files stay.
	annotationPrevious = "espc.dev/previous-revision"
)

// Limits and defaults of Knative Serving as it is installed: config-defaults of knative.dev/serving v0.51.0.
const (
	servingTimeout    = 300 // revision-timeout-seconds
	maxServingTimeout = 600 // max-revision-timeout-seconds
)

var visibility = []tree.Field{tree.F(labelVisibility, ruled(ruleServing, tree.NewString(clusterLocal)))}

// servingPorts is the one port of a workload on Knative Serving: whatever its container listens on, it is called at port 80.
// The port's name tells Knative which HTTP it speaks.
func servingPorts(protocol string, container *tree.Node) []port {
	name := "http1"
	if protocol == "grpc" {
		name = "h2c"
	}
	return []port{{name: name, protocol: protocol, service: runtimeHTTPPort, container: container, number: 80}}
}

// serves makes a workload one that Knative Serving runs: what the mesh's own pods reach at any port, since its proxy beside
// the container has ports of its own, for requests, probes and metrics.
func (w *workload) serves(n *tree.Node) {
	w.serving = true
	w.letIn(servingMesh, true, n)
}

// host returns the name that a workload is called by inside the cluster. Callers and callees are in one namespace; but the
// ingress of Knative tells Services apart by the whole name.
func (r *render) host(w *workload) string {
	if w.serving {
		return w.name + "." + r.namespace.Text + ".svc.cluster.local"
	}
	return w.name
}

// revision is what a Knative Service makes its revisions from, besides the pod.
type revision struct {
	// min and max bound the replicas; metrics are the annotations that say what they are scaled by.
	min, max *tree.Node
	metrics  []tree.Field
	// concurrency and timeout, in seconds, are nil where Knative's own count.
	concurrency, timeout *tree.Node
	rollout              *schema.Rollout
}

// knativeService returns a workload's Knative Service, and the ConfigMap of its revision where it has files: each revision has
// one of its own, so that the code of an old one stays what it was.
func (r *render) knativeService(w *workload, v revision, p *pod, c *config) []backends.Object {
	name := unsealed(w.name, w.title)
	if c != nil {
		p.files = name
	}
	annotations := []tree.Field{tree.F(annotationMinScale, text(v.min)), tree.F(annotationMaxScale, text(v.max))}
	annotations = append(annotations, v.metrics...)
	template := tree.NewMap(
		tree.F("metadata", tree.NewMap(
			tree.F("name", name),
			tree.F("labels", w.labels),
			tree.F("annotations", tree.NewMap(annotations...)),
		)),
		tree.F("spec", tree.NewMap(
			tree.F("serviceAccountName", w.title),
			tree.F("automountServiceAccountToken", noToken),
			tree.F("enableServiceLinks", noServiceLinks),
			tree.F("containerConcurrency", v.concurrency),
			tree.F("timeoutSeconds", v.timeout),
			tree.F("containers", tree.NewList(r.servingContainer(w, p))),
			tree.F("volumes", list(p.allVolumes(w))),
		)),
	)
	traffic := tree.NewList(share(name, whole))
	if v.rollout != nil && v.rollout.Canary.Written() {
		traffic.Origin = tree.Derive(ruleCanary, v.rollout.Canary.Node)
	}
	service := r.object(&w.owner, servingType, meta{name: w.title, labels: visibility, annotations: r.servingAnnotations(w, v)},
		spec(tree.F("template", template), tree.F("traffic", traffic)))
	objects := []backends.Object{service}
	if c != nil {
		objects = append(objects, r.object(&w.owner, configMapType, meta{name: name},
			tree.F("data", c.data), tree.F("binaryData", c.binary), tree.F("immutable", ruled(ruleRevision, yes))))
	}
	return seal(objects)
}

// servingAnnotations are those of the Knative Service itself.
func (r *render) servingAnnotations(w *workload, v revision) *tree.Node {
	var fields []tree.Field
	if after := r.annotations(w); after != nil {
		fields = append(fields, after.Fields...)
	}
	if v.rollout != nil && v.rollout.Canary.V > 0 {
		fields = append(fields, tree.F(annotationCanary, text(v.rollout.Canary.Node)))
	}
	return optionalMap(fields)
}

// text returns a number as the string that an annotation holds.
func text(n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	return &tree.Node{Kind: tree.String, Text: n.Text, Origin: n.Origin}
}

// servingContainer returns the container of a revision. Knative sets PORT, drains and spreads by itself, and takes a security
// context from the container alone.
func (r *render) servingContainer(w *workload, p *pod) *tree.Node {
	return tree.NewMap(
		tree.F("name", containerNameNode),
		tree.F("image", p.image),
		tree.F("command", p.command),
		tree.F("args", p.args),
		tree.F("ports", w.containerPorts()),
		tree.F("env", environment(slices.DeleteFunc(p.env, func(v variableNode) bool { return v.name == portVariable }))),
		tree.F("resources", resources(p.memory, p.cpu)),
		tree.F("startupProbe", p.probes.startup),
		tree.F("readinessProbe", p.probes.readiness),
		tree.F("livenessProbe", p.probes.liveness),
		tree.F("volumeMounts", list(p.mounts)),
		tree.F("securityContext", p.servingSecurity()),
	)
}

// servingSecurity returns the security context of a revision's container: that of the pod and of the container in one.
func (p *pod) servingSecurity() *tree.Node {
	ofPod, ofContainer := p.security()
	n := tree.NewMap(slices.Concat(ofPod.Fields, ofContainer.Fields)...)
	n.Origin = ofContainer.Origin
	return n
}
