package kubernetes

import (
	"espc.dev/schema/tree"
)

// containerName is the name of each workload's one container.
const containerName = "app"

// runtimeUserID is the user and group of runtime images: "nonroot" of the distroless images, whose number others took over.
const runtimeUserID = 65532

// pod is what a workload's pod template is built from. What is nil is left out.
type pod struct {
	image, command, args, workingDir *tree.Node
	env                              []variableNode
	memory, cpu                      *tree.Node
	probes                           probes
	mounts, volumes                  []*tree.Node
	// mounted is the configuration that the pod mounts, of a workload that has one; files is the name of its ConfigMap where that is
	// not the workload's.
	mounted *mounted
	files   *tree.Node

	user, group, fsGroup *tree.Node
	// runtime marks an image of espc's own: it runs as a user of its own and writes nowhere.
	runtime bool
	// readOnly makes the root file system of any other image read-only.
	readOnly bool
	// alone marks the one replica of a StatefulSet: no other takes over while it ends.
	alone bool
	// checksum is a digest of the configuration that the pod mounts.
	checksum *tree.Node
	// once marks a pod that ends: nothing is restarted, probed or spread. deadline is how long it may take, in seconds.
	once     bool
	deadline *tree.Node
}

var (
	// runtimeUser is the user and group that runtime images are built for.
	runtimeUser = ruled(ruleRestricted, tree.NewInt(runtimeUserID))

	yes, no        = tree.NewBool(true), tree.NewBool(false)
	noToken        = ruled(ruleNoToken, no)
	noServiceLinks = ruled(ruleNoLinks, no)
	seccomp        = ruled(ruleRestricted, tree.NewMap(tree.F("type", tree.NewString("RuntimeDefault"))))
	nonRoot        = ruled(ruleRestricted, yes)
	noEscalation   = tree.F("allowPrivilegeEscalation", no)
	noCapabilities = tree.F("capabilities", tree.NewMap(tree.F("drop", words("ALL"))))

	// The security contexts that most pods have.
	podRestricted       = podSecurity(nil, nil, nil)
	podRuntime          = podSecurity(runtimeUser, runtimeUser, nil)
	containerRestricted = ruled(ruleRestricted, tree.NewMap(noEscalation, noCapabilities))
	containerReadOnly   = ruled(ruleRestricted, tree.NewMap(noEscalation, noCapabilities, tree.F("readOnlyRootFilesystem", ruled(ruleReadOnly, yes))))

	never = ruled(ruleRunOnce, tree.NewString("Never"))
)

func podSecurity(user, group, fsGroup *tree.Node) *tree.Node {
	return tree.NewMap(
		tree.F("runAsNonRoot", nonRoot),
		tree.F("runAsUser", user),
		tree.F("runAsGroup", group),
		tree.F("fsGroup", fsGroup),
		tree.F("seccompProfile", seccomp),
	)
}

// security returns the pod's and the container's security context.
func (p *pod) security() (ofPod, ofContainer *tree.Node) {
	user, group, fsGroup := p.user, p.group, p.fsGroup
	ofContainer = containerRestricted
	if p.readOnly {
		ofContainer = containerReadOnly
	}
	if p.runtime {
		ofContainer = containerReadOnly
		if user == nil && group == nil && fsGroup == nil {
			return podRuntime, ofContainer
		}
		if user == nil {
			user = runtimeUser
		}
		if group == nil {
			group = runtimeUser
		}
	}
	if user == nil && group == nil && fsGroup == nil {
		return podRestricted, ofContainer
	}
	return podSecurity(user, group, fsGroup), ofContainer
}

// mounted is a volume that shows a configuration.
type mounted struct {
	volume string
	config config
}

// allVolumes returns the volumes of a workload's pod, that of its configuration first.
func (p *pod) allVolumes(w *workload) []*tree.Node {
	if p.mounted == nil {
		return p.volumes
	}
	in := w.title
	if p.files != nil {
		in = p.files
	}
	return append([]*tree.Node{p.mounted.config.volume(p.mounted.volume, in)}, p.volumes...)
}

// template returns the pod template of a workload.
func (r *render) template(w *workload, p *pod) *tree.Node {
	podContext, containerContext := p.security()
	var annotations *tree.Node
	if p.checksum != nil {
		annotations = tree.NewMap(tree.F(annotationChecksum, p.checksum))
	}
	var spread, restart, lifecycle *tree.Node
	if p.once {
		restart = never
	} else {
		spread = w.spread()
	}
	drains := len(w.ports) > 0 && !p.once && !p.alone
	if drains {
		lifecycle = drain
	}
	container := tree.NewMap(
		tree.F("name", containerNameNode),
		tree.F("image", p.image),
		tree.F("command", p.command),
		tree.F("args", p.args),
		tree.F("workingDir", p.workingDir),
		tree.F("ports", w.containerPorts()),
		tree.F("env", environment(p.env)),
		tree.F("resources", resources(p.memory, p.cpu)),
		tree.F("startupProbe", p.probes.startup),
		tree.F("readinessProbe", p.probes.readiness),
		tree.F("livenessProbe", p.probes.liveness),
		tree.F("lifecycle", lifecycle),
		tree.F("volumeMounts", list(p.mounts)),
		tree.F("securityContext", containerContext),
	)
	return tree.NewMap(
		tree.F("metadata", tree.NewMap(tree.F("labels", w.labels), tree.F("annotations", annotations))),
		tree.F("spec", tree.NewMap(
			tree.F("serviceAccountName", w.title),
			tree.F("automountServiceAccountToken", noToken),
			tree.F("enableServiceLinks", noServiceLinks),
			tree.F("restartPolicy", restart),
			tree.F("activeDeadlineSeconds", p.deadline),
			tree.F("terminationGracePeriodSeconds", w.grace(drains)),
			tree.F("securityContext", podContext),
			tree.F("containers", tree.NewList(container)),
			tree.F("topologySpreadConstraints", spread),
			tree.F("volumes", list(p.allVolumes(w))),
		)),
	)
}

var containerNameNode = tree.NewString(containerName)

// resources: memory is request and limit, cpu the request alone, so that an idle node's time is not wasted.
func resources(memory, cpu *tree.Node) *tree.Node {
	if memory == nil && cpu == nil {
		return nil
	}
	var limits *tree.Node
	if memory != nil {
		limits = tree.NewMap(tree.F("memory", memory))
	}
	return tree.NewMap(
		tree.F("requests", tree.NewMap(tree.F("cpu", cpu), tree.F("memory", memory))),
		tree.F("limits", limits),
	)
}

// containerPorts lists the ports that a workload's container listens on.
func (w *workload) containerPorts() *tree.Node {
	items := make([]*tree.Node, len(w.ports))
	for i, p := range w.ports {
		items[i] = tree.NewMap(tree.F("name", p.title()), tree.F("containerPort", p.container), tree.F("protocol", p.transport()))
	}
	return list(items)
}

var (
	one         = tree.NewInt(1)
	zone        = tree.NewString("topology.kubernetes.io/zone")
	hostname    = tree.NewString("kubernetes.io/hostname")
	scheduleAny = tree.NewString("ScheduleAnyway")
)

// spread asks for replicas on different nodes and in different zones. It is a wish: where there is one node, all run there.
func (w *workload) spread() *tree.Node {
	selector := tree.NewMap(tree.F("matchLabels", w.selector))
	constraint := func(key *tree.Node) *tree.Node {
		return tree.NewMap(
			tree.F("maxSkew", one),
			tree.F("topologyKey", key),
			tree.F("whenUnsatisfiable", scheduleAny),
			tree.F("labelSelector", selector),
		)
	}
	n := tree.NewList(constraint(zone), constraint(hostname))
	n.Origin = spreadOrigin
	return n
}

var spreadOrigin = tree.Derive(ruleSpread, nil)
