package target

import (
	"errors"

	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// refusal turns an error of the cluster into what a person can do about it; verb is the espc command to run again. An error that
// is none of the cluster's, such as the context's, stays as it is.
func (t *Target) refusal(verb string, err error) error {
	var e *client.Error
	if !errors.As(err, &e) {
		return err
	}
	again := "then run " + t.command(verb)
	switch {
	case e.Reason == client.BadConfig:
		return t.fault(diag.ClusterConfig, "%s", e.Message).withFix("choose a context that kubectl config get-contexts shows, %s", again)
	case e.Reason == client.Untrusted:
		return t.fault(diag.ClusterConfigUntrusted, "%s", e.Message).withFix("keep the kubeconfig outside the project, %s", again)
	case e.Reason == client.Credentials || e.Status == 401:
		return t.fault(diag.ClusterCredentials, "%s", e.Error()).withFix("sign in again, %s", again)
	case e.Reason == client.Certificate:
		return t.fault(diag.ClusterUnreachable, "%s", e.Error()).withFix("mend the certificate or certificate-authority-data of the kubeconfig, %s", again)
	case e.Reason == client.Unreachable || e.Reason == client.Garbled:
		return t.fault(diag.ClusterUnreachable, "%s", e.Error()).withFix("see whether %s answers, %s", t.kubectl("get namespace "+t.Namespace), again)
	case terminating(e):
		return t.fault(diag.NamespaceTerminating, "the namespace %s is being deleted", t.Namespace).withFix("wait until kubectl --context %s get namespace %s finds nothing, %s", t.Context, t.Namespace, again)
	case e.Status == 403:
		return t.fault(diag.ClusterDenied, "%s", e.Error()).withFix("ask for the permission to %s %s; docs/kubernetes.md has the Roles, %s", e.Verb, e.Target, again)
	}
	return t.fault(diag.ClusterRequest, "%s", e.Error()).withFix("mend what the cluster names, %s", again)
}

// is reports whether the cluster answered with that HTTP status.
func is(err error, status int) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Status == status
}

// unknown reports whether a write may have been done or not: its answer was lost, or not waited for.
func unknown(err error) bool {
	var e *client.Error
	return err != nil && (!errors.As(err, &e) || e.Unknown)
}
