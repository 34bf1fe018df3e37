// Package fields compares objects of a cluster with what they are wanted to be, by the rules of server-side apply: which
// fields a manager owns, how the elements of a list are told apart, what is taken as a whole. It contacts nothing.
//
// The server keeps in metadata.managedFields who set which field
// (https://kubernetes.io/docs/reference/using-api/server-side-apply/): keys are "f:NAME" for a field, `k:{"name":"app"}` for the
// element of a list that has these values, `v:VALUE` for the element of a set, and "." for the thing itself. What has no keys
// below it is a scalar, or a list or map that is replaced as a whole.
package fields
