package kubernetes

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// podPaths is where the objects of each type have their pod's spec.
var podPaths = map[string][]string{
	"v1/Pod":             {"spec"},
	deploymentType.typ:   {"spec", "template", "spec"},
	statefulSetType.typ:  {"spec", "template", "spec"},
	"apps/v1/DaemonSet":  {"spec", "template", "spec"},
	"apps/v1/ReplicaSet": {"spec", "template", "spec"},
	jobType.typ:          {"spec", "template", "spec"},
	cronJobType.typ:      {"spec", "jobTemplate", "spec", "template", "spec"},
	servingType.typ:      {"spec", "template", "spec"},
}

// podSpec returns the spec of an object's pods, or nil where it has none.
func podSpec(o *backends.Object) *tree.Node {
	path, ok := podPaths[o.Address.Type]
	if !ok {
		return nil
	}
	n := o.Tree
	for _, key := range path {
		n = n.Get(key)
	}
	return n
}

// restrictedVolumes are the kinds of volumes that the restricted level allows.
var restrictedVolumes = []string{
	"name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
}

// lintPod reports what the Pod Security level restricted forbids in an object's pods
// (https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted).
func lintPod(o *backends.Object) diag.List {
	pod := podSpec(o)
	if pod == nil {
		return nil
	}
	l := podLint{o: o}
	for _, key := range []string{"hostNetwork", "hostPID", "hostIPC"} {
		if n := pod.Get(key); n.Str() == "true" {
			l.report(n, key+" is on")
		}
	}
	if volumes := pod.Get("volumes"); volumes != nil {
		for _, v := range volumes.Items {
			for _, f := range v.Fields {
				if !slices.Contains(restrictedVolumes, f.Key) {
					l.report(v, "the volume "+v.Get("name").Str()+" is of kind "+f.Key)
				}
			}
		}
	}
	l.context(pod.Get("securityContext"), "the pod")
	for _, key := range []string{"initContainers", "containers", "ephemeralContainers"} {
		if containers := pod.Get(key); containers != nil {
			for _, c := range containers.Items {
				l.container(pod, c)
			}
		}
	}
	return l.ds
}

type podLint struct {
	o  *backends.Object
	ds diag.List
}

func (l *podLint) report(n *tree.Node, what string) {
	l.ds = append(l.ds, diag.PodNotRestricted.At(place(l.o, n), "in %s %s, which the Pod Security level restricted forbids", l.o.Address, what).
		WithFix("take it out").WithAddress(source(l.o)))
}

// context reports what neither a pod's nor a container's security context may say.
func (l *podLint) context(c *tree.Node, what string) {
	if n := c.Get("runAsNonRoot"); n.Str() == "false" {
		l.report(n, what+" may run as root")
	}
	if n := c.Get("runAsUser"); n.Str() == "0" {
		l.report(n, what+" runs as root")
	}
	if n := c.Get("seccompProfile").Get("type"); n != nil && n.Text != "RuntimeDefault" && n.Text != "Localhost" {
		l.report(n, what+" has the seccomp profile "+n.Text)
	}
	if n := c.Get("appArmorProfile").Get("type"); n.Str() == "Unconfined" {
		l.report(n, what+" has no AppArmor profile")
	}
	if n := c.Get("seLinuxOptions"); n != nil {
		for _, key := range []string{"user", "role"} {
			if v := n.Get(key); v.Str() != "" {
				l.report(v, what+" sets the SELinux "+key)
			}
		}
	}
	for _, s := range itemsOf(c.Get("sysctls")) {
		if !slices.Contains(safeSysctls, s.Get("name").Str()) {
			l.report(s, what+" sets "+s.Get("name").Str())
		}
	}
}

// safeSysctls are the kernel parameters that are a namespace's own.
var safeSysctls = []string{
	"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
	"net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
}

func (l *podLint) container(pod, c *tree.Node) {
	what := "the container " + c.Get("name").Str()
	own, ofPod := c.Get("securityContext"), pod.Get("securityContext")
	l.context(own, what)
	if n := own.Get("privileged"); n.Str() == "true" {
		l.report(n, what+" is privileged")
	}
	if n := own.Get("allowPrivilegeEscalation"); n.Str() != "false" {
		l.report(orElse(n, c), what+" may gain privileges")
	}
	if n := own.Get("procMount"); n != nil && n.Text != "Default" {
		l.report(n, what+" sees /proc unmasked")
	}
	capabilities := own.Get("capabilities")
	if !slices.ContainsFunc(itemsOf(capabilities.Get("drop")), func(n *tree.Node) bool { return n.Text == "ALL" }) {
		l.report(orElse(capabilities, c), what+" keeps capabilities")
	}
	for _, n := range itemsOf(capabilities.Get("add")) {
		if n.Text != "NET_BIND_SERVICE" {
			l.report(n, what+" has the capability "+n.Text)
		}
	}
	for _, p := range itemsOf(c.Get("ports")) {
		if n := p.Get("hostPort"); n != nil && n.Text != "0" {
			l.report(n, what+" has a port of the host")
		}
	}
	if own.Get("runAsNonRoot") == nil && ofPod.Get("runAsNonRoot") == nil {
		l.report(c, what+" may run as root")
	}
	if own.Get("seccompProfile") == nil && ofPod.Get("seccompProfile") == nil {
		l.report(c, what+" has no seccomp profile")
	}
}

func itemsOf(n *tree.Node) []*tree.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

func orElse(n, other *tree.Node) *tree.Node {
	if n != nil {
		return n
	}
	return other
}
