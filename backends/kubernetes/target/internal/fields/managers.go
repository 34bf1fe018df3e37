package fields

import "strings"

// components are the managers of Kubernetes' own components, which write what is theirs into objects of others: by the name of the
// program, as in its User-Agent.
var components = map[string]bool{
	"kube-controller-manager": true, "kube-scheduler": true, "kubelet": true, "cloud-controller-manager": true, "kube-apiserver": true,
	"kube-proxy": true, "cluster-autoscaler": true, "kwok": true,
}

// Component reports whether a manager is a component of Kubernetes.
func Component(manager string) bool {
	return components[manager] || strings.HasSuffix(manager, "-cloud-controller-manager")
}
