package target

import (
	"errors"

	"espc.dev/backends/kubernetes/target/internal/client"
)

// is reports whether the cluster answered with that HTTP status. A 404 of a server that does not serve the type says nothing of
// an object.
func is(err error, status int) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Status == status && e.Reason != client.NotServed
}

// unknown reports whether a write may have been done or not: its answer was lost, or not waited for.
func unknown(err error) bool {
	var e *client.Error
	return err != nil && (!errors.As(err, &e) || e.Unknown)
}
