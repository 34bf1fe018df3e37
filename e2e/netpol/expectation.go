package netpol

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// An Expectation says, written by hand, which connections a topology's edges allow. Whatever it does not
// list must not get through.
type Expectation struct {
	// Workloads are all of them, by the name of the object that makes the pods, with every port that the
	// pods listen on. A name that ends in * stands for the one workload whose name begins so.
	Workloads map[string][]Port `json:"workloads"`
	// Pods are others that the cluster runs, such as its DNS.
	Pods map[string]ForeignPod `json:"pods"`
	// Hosts are addresses outside the pod network.
	Hosts map[string]netip.Addr `json:"hosts"`
	// Edges are what is allowed between any two of the above.
	Edges []Edge `json:"edges"`
	// Environments says how the cluster of an environment differs from that.
	Environments map[string]Difference `json:"environments"`
}

// A Difference is what one environment has otherwise than the others.
type Difference struct {
	// Without are the workloads that are not in its cluster, with all their edges.
	Without []string `json:"without"`
	// Edges are those that it has besides.
	Edges []Edge `json:"edges"`
}

// An Edge allows From to open connections to Ports of To. Because says what in the topology it is there
// for.
type Edge struct {
	From    []string `json:"from"`
	To      []string `json:"to"`
	Ports   []Port   `json:"ports"`
	Because string   `json:"because"`
}

// Names that an edge can use for many.
const (
	// AllWorkloads stands for each of them.
	AllWorkloads = "workloads"
	// Strangers stands for pods that are no part of the topology: for each workload one of the same
	// labels in another namespace, one of another topology in the same namespace, and one without labels.
	Strangers = "strangers"
)

// A ForeignPod is one that the folder does not bring.
type ForeignPod struct {
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
}

// A Port is written NUMBER/PROTOCOL.
type Port struct {
	Number   int32
	Protocol corev1.Protocol
}

// EveryPort stands for each port of either protocol. It is written "every".
var EveryPort = Port{}

func (p Port) String() string { return fmt.Sprintf("%d/%s", p.Number, p.Protocol) }

// UnmarshalJSON reads a port such as "8080/TCP", or "every".
func (p *Port) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text == "every" {
		*p = EveryPort
		return nil
	}
	number, protocol, _ := strings.Cut(text, "/")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return fmt.Errorf("port %q: %w", text, err)
	}
	p.Number, p.Protocol = int32(n), corev1.Protocol(protocol)
	if p.Protocol != corev1.ProtocolTCP && p.Protocol != corev1.ProtocolUDP {
		return fmt.Errorf("port %q: the protocol is TCP or UDP", text)
	}
	return nil
}

// ParseExpectation reads an expectation from YAML. A name that nothing declares and an edge without a
// reason are errors.
func ParseExpectation(data []byte) (Expectation, error) {
	var expectation Expectation
	if err := yaml.UnmarshalStrict(data, &expectation); err != nil {
		return Expectation{}, err
	}
	edges := expectation.Edges
	for _, name := range slices.Sorted(maps.Keys(expectation.Environments)) {
		difference := expectation.Environments[name]
		edges = slices.Concat(edges, difference.Edges)
		for _, workload := range difference.Without {
			if _, ok := expectation.Workloads[workload]; !ok {
				return Expectation{}, fmt.Errorf("environment %s: no workload is called %q", name, workload)
			}
		}
	}
	for i, edge := range edges {
		if len(edge.From) == 0 || len(edge.To) == 0 || len(edge.Ports) == 0 || edge.Because == "" {
			return Expectation{}, fmt.Errorf("edge %d: from, to, ports and because are required", i)
		}
		for _, name := range append(edge.From, edge.To...) {
			if !expectation.declares(name) {
				return Expectation{}, fmt.Errorf("edge %d: nothing is called %q", i, name)
			}
		}
	}
	return expectation, nil
}

// In returns the expectation of an environment.
func (e Expectation) In(environment string) Expectation {
	difference := e.Environments[environment]
	gone := func(name string) bool { return slices.Contains(difference.Without, name) }
	out := Expectation{Workloads: maps.Clone(e.Workloads), Pods: e.Pods, Hosts: e.Hosts}
	maps.DeleteFunc(out.Workloads, func(name string, _ []Port) bool { return gone(name) })
	for _, edge := range slices.Concat(e.Edges, difference.Edges) {
		edge.From = slices.DeleteFunc(slices.Clone(edge.From), gone)
		edge.To = slices.DeleteFunc(slices.Clone(edge.To), gone)
		if len(edge.From) > 0 && len(edge.To) > 0 {
			out.Edges = append(out.Edges, edge)
		}
	}
	return out
}

func (e Expectation) declares(name string) bool {
	_, workload := e.Workloads[name]
	_, pod := e.Pods[name]
	_, host := e.Hosts[name]
	return workload || pod || host || name == AllWorkloads || name == Strangers
}
