// Package cluster gives tests a Kubernetes cluster: the program espc-cluster, which a package's tests share, and which ends with them,
// however they end.
package cluster
