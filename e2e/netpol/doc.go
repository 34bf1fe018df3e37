// Package netpol decides which traffic the NetworkPolicies of a compiled folder allow.
//
// It implements the semantics that https://kubernetes.io/docs/concepts/services-networking/network-policies/
// and the API reference of networking.k8s.io/v1 describe, from the point of view of the pods: ports are
// pods' ports, after a Service's translation.
package netpol
