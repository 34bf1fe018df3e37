// Package admitted gives every compiled example to a cluster: the API server takes each object, strictly and without a warning, in a
// namespace that enforces the Pod Security standard `restricted`, and the controllers make of them pods that become ready, volumes that are bound and
// jobs that complete.
package admitted
