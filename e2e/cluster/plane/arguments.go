package plane

import "strings"

// queries is the limit of a component's calls, a second. A cluster on loopback has no use for one.
const queries = "5000"

// files are what components read.
type files struct {
	ca, frontCA, server, serverKey, front, frontKey, tokenKey string
	controllers, scheduler, player, stages                    string // kubeconfigs, and kwok's configuration
}

// apiServerArguments are those of a server as kubeadm sets one up, as far as there is something for it to do.
func apiServerArguments(f files, etcd string) []string {
	return []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none", // an endpoint may not be a loopback address
		"--service-cluster-ip-range=10.96.0.0/16",
		"--tls-cert-file=" + f.server,
		"--tls-private-key-file=" + f.serverKey,
		"--client-ca-file=" + f.ca,
		"--requestheader-client-ca-file=" + f.frontCA,
		"--requestheader-allowed-names=" + FrontProxy,
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + f.front,
		"--proxy-client-key-file=" + f.frontKey,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + f.tokenKey,
		"--service-account-signing-key-file=" + f.tokenKey,
		"--authorization-mode=RBAC",
		"--allow-privileged=true",
		"--enable-aggregator-routing=false",
		"--profiling=false",
	}
}

// idle are the controllers that have nothing to do here: they are for clouds, for nodes that join, and for devices.
var idle = []string{
	"bootstrap-signer-controller", "certificatesigningrequest-approving-controller", "certificatesigningrequest-cleaner-controller",
	"certificatesigningrequest-signing-controller", "device-taint-eviction-controller", "endpointslice-mirroring-controller",
	"legacy-serviceaccount-token-cleaner-controller", "node-ipam-controller", "persistentvolume-attach-detach-controller",
	"persistentvolume-expander-controller", "resourceclaim-controller", "selinux-warning-controller", "token-cleaner-controller",
	"ttl-controller", "volumeattributesclass-protection-controller",
}

func controllerArguments(f files) []string {
	return []string{
		"--kubeconfig=" + f.controllers,
		"--leader-elect=false",
		"--secure-port=0",
		"--controllers=*,-" + strings.Join(idle, ",-"),
		"--service-account-private-key-file=" + f.tokenKey,
		"--root-ca-file=" + f.ca,
		"--kube-api-qps=" + queries,
		"--kube-api-burst=" + queries,
		"--profiling=false",
	}
}

func schedulerArguments(f files) []string {
	return []string{
		"--kubeconfig=" + f.scheduler,
		"--leader-elect=false",
		"--secure-port=0",
		"--kube-api-qps=" + queries,
		"--kube-api-burst=" + queries,
		"--profiling=false",
	}
}

func playerArguments(f files) []string {
	return []string{
		"--kubeconfig=" + f.player,
		"--config=" + f.stages,
		"--manage-all-nodes",
		"--node-lease-duration-seconds=40",
	}
}
