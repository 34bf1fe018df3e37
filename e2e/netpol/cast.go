package netpol

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// A member is an endpoint together with the names that edges know it by.
type member struct {
	Endpoint
	names    []string
	workload bool
}

// stranger stands for all of them.
var stranger = member{names: []string{Strangers}}

// cast is everybody whose traffic is looked at: the cluster's workloads, strangers that resemble them,
// and the expectation's pods and hosts. Pods get addresses from the network.
func cast(cluster Cluster, expectation Expectation, network netip.Prefix) ([]member, error) {
	members, err := workloads(cluster, expectation)
	if err != nil {
		return nil, err
	}
	members = append(members, strangers(cluster)...)
	for _, name := range slices.Sorted(maps.Keys(expectation.Pods)) {
		pod := expectation.Pods[name]
		members = append(members, member{names: []string{name}, Endpoint: Endpoint{
			Name:            name,
			Namespace:       pod.Namespace,
			NamespaceLabels: map[string]string{corev1.LabelMetadataName: pod.Namespace},
			Labels:          pod.Labels,
		}})
	}
	address := network.Addr()
	for i := range members {
		address = address.Next()
		members[i].Address = address
	}
	for _, name := range slices.Sorted(maps.Keys(expectation.Hosts)) {
		members = append(members, member{names: []string{name}, Endpoint: Endpoint{
			Name: name, Address: expectation.Hosts[name],
		}})
	}
	return members, nil
}

// workloads pairs the cluster's workloads with the expectation's, one to one, and compares their ports.
func workloads(cluster Cluster, expectation Expectation) ([]member, error) {
	var members []member
	matched := map[string]string{}
	for _, endpoint := range cluster.Workloads {
		pattern, found := expectation.pattern(endpoint.Name)
		if !found {
			return nil, fmt.Errorf("workload %s is not expected", endpoint.Name)
		}
		if other, taken := matched[pattern]; taken {
			return nil, fmt.Errorf("%s stands for both %s and %s", pattern, other, endpoint.Name)
		}
		matched[pattern] = endpoint.Name
		if got, want := listens(endpoint), expectation.Workloads[pattern]; !samePorts(got, want) {
			return nil, fmt.Errorf("workload %s listens on %v, expected %v", endpoint.Name, got, want)
		}
		members = append(members, member{endpoint, []string{pattern, AllWorkloads}, true})
	}
	for _, pattern := range slices.Sorted(maps.Keys(expectation.Workloads)) {
		if _, ok := matched[pattern]; !ok {
			return nil, fmt.Errorf("there is no workload %s", pattern)
		}
	}
	return members, nil
}

func (e Expectation) pattern(name string) (string, bool) {
	for _, pattern := range slices.Sorted(maps.Keys(e.Workloads)) {
		prefix, wildcard := strings.CutSuffix(pattern, "*")
		if pattern == name || wildcard && strings.HasPrefix(name, prefix) {
			return pattern, true
		}
	}
	return "", false
}

// strangers resemble the workloads as closely as a pod can that is no part of the topology.
func strangers(cluster Cluster) []member {
	const elsewhere = "elsewhere"
	var all []member
	add := func(e Endpoint) { all = append(all, member{e, stranger.names, false}) }
	for _, workload := range cluster.Workloads {
		twin := workload
		twin.Name += " in another namespace"
		twin.Namespace = elsewhere
		twin.NamespaceLabels = map[string]string{corev1.LabelMetadataName: elsewhere}
		add(twin)

		cousin := workload
		cousin.Name += " of another topology"
		cousin.Labels = maps.Clone(workload.Labels)
		cousin.Labels["app.kubernetes.io/part-of"] = "another"
		cousin.Labels["app.kubernetes.io/name"] = "another-" + workload.Labels["app.kubernetes.io/name"]
		add(cousin)
	}
	if len(cluster.Workloads) > 0 {
		first := cluster.Workloads[0]
		add(Endpoint{Name: "pod without labels", Namespace: first.Namespace, NamespaceLabels: first.NamespaceLabels})
	}
	return all
}

func listens(e Endpoint) []Port {
	var ports []Port
	for _, port := range e.Ports {
		ports = append(ports, Port{port.ContainerPort, protocolOf(port)})
	}
	return ports
}

func samePorts(a, b []Port) bool {
	less := func(x, y Port) int { return strings.Compare(x.String(), y.String()) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), less), slices.SortedFunc(slices.Values(b), less))
}
