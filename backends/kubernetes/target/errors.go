package target

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// explain makes an error of the client one that a person can act on. verb is the command that goes on once it is mended, what says
// what was being done: "reading the set", "Deployment/price". Errors that are known faults, and the context's, stay what they are.
func (t *Target) explain(ctx context.Context, verb, what string, err error) error {
	var known *backends.Fault
	var e *client.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx) // a signal, the time that was given, a lock that was lost
	case !errors.As(err, &e):
		return fmt.Errorf("%s: %w", what, err)
	}
	resume, goesOn := t.command(verb), ""
	if verb == "apply" || verb == "destroy" {
		goesOn = "; it goes on where this stopped"
	}
	switch e.Reason {
	case client.BadConfig:
		return t.fault(diag.ClusterConfig, "%s", e.Message).
			withFix("kubectl config get-contexts lists the contexts; mend the kubeconfig or the environment's context, then run %s", resume)
	case client.Untrusted:
		return t.fault(diag.ClusterConfigUntrusted, "%s", e.Message).
			withFix("if you trust it, move the kubeconfig out of the project and name it in KUBECONFIG, then run %s", resume)
	case client.Credentials:
		trouble := "there are no credentials of"
		if e.Status != 0 {
			trouble = "the cluster does not accept the credentials of"
		}
		return t.fault(diag.ClusterCredentials, "%s: %s %s: %s", what, trouble, t.user(), e.Message).
			withFix("sign in again (kubectl --context %s auth whoami tells whether that worked), then run %s%s", t.Context, resume, goesOn)
	case client.Certificate:
		return t.fault(diag.ClusterUnreachable, "%s: the server can't prove that it is the cluster of context %q: %s", what, t.Context, e.Message).
			withFix("check server, tls-server-name and certificate-authority-data in the kubeconfig, and the server's certificate, then run %s", resume)
	case client.Unreachable:
		return t.fault(diag.ClusterUnreachable, "%s: no answer from the cluster to %s: %s", what, request(e), e.Message).
			withFix("check the network and the server of context %q, then run %s", t.Context, resume)
	case client.Garbled:
		return t.fault(diag.ClusterUnreachable, "%s: no answer of a Kubernetes API server to %s: %s", what, request(e), e.Message).
			withFix("check the server of context %q and the network's proxies, then run %s", t.Context, resume)
	case client.NotServed:
		return t.fault(diag.TypeUnknown, "%s: the cluster has nothing that answers %s", what, request(e)).
			withFix("install what defines the type (kubectl --context %s api-resources lists those there are), then run %s", t.Context, resume)
	case "Forbidden":
		return t.forbidden(what, resume, e)
	case "Invalid", "BadRequest", "RequestEntityTooLarge":
		return t.fault(diag.ObjectRefused, "%s: %s", what, e.Message).withFix("mend what the server names, then run %s", resume)
	}
	return t.fault(diag.ClusterRequest, "%s: the cluster answers %s with %s", what, request(e), answered(e)).
		withFix("mend what the server names, or wait until it works again, then run %s", resume)
}

// forbidden tells a missing permission from what an admission controller (a quota, a policy) refuses: both are 403.
func (t *Target) forbidden(what, resume string, e *client.Error) error {
	if terminating(e) {
		return t.fault(diag.NamespaceTerminating, "%s: namespace %s is being deleted", what, t.Namespace).
			withFix("wait until %s finds nothing, then run %s", "kubectl --context "+t.Context+" get namespace "+t.Namespace, resume)
	}
	if !denied(e) {
		return t.fault(diag.ObjectRefused, "%s: %s", what, e.Message).withFix("mend what the server names, then run %s", resume)
	}
	return t.fault(diag.ClusterDenied, "%s: %s may not %s: %s", what, t.user(), request(e), e.Message).
		withFix("bind the Role that docs/kubernetes.md shows, then run %s", resume)
}

// denied reports whether an error is the authorizer's: its message is of the form `deployments.apps "x" is forbidden: User "u" cannot
// patch resource …` (apiserver, endpoints/handlers/responsewriters).
func denied(e *client.Error) bool {
	return e.Reason == "Forbidden" && authorizers.MatchString(e.Message)
}

var authorizers = regexp.MustCompile(`is forbidden: User ".*" cannot [a-z]+ (resource|path) "`)

// terminating reports whether an error says that the namespace is being deleted.
func terminating(e *client.Error) bool {
	for _, c := range e.Causes {
		if c.Type == "NamespaceTerminating" {
			return true
		}
	}
	return false
}

func (t *Target) user() string {
	if t.api == nil {
		return "the context's user"
	}
	return t.api.User()
}

// request is what was asked, in words.
func request(e *client.Error) string { return e.Verb + " " + e.Target }

func answered(e *client.Error) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s: %s", e.Status, e.Reason, e.Message))
}
