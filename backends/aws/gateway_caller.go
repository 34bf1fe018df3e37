package aws

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// callerHeader tells what is behind a gateway who calls, as on every gateway: the consumer, a token's subject, or whom the function
// that decides names. Functions get it from their adapter; what is no function of ours gets it from the API.
const callerHeader = "eg-consumer-id"

// callerKnown returns the context variable of an API that says who calls, "" where nobody is known.
func (r *render) callerKnown(d *door, e *schema.ApiEndpoint) string {
	auth := r.auth(e)
	switch {
	case auth == nil:
		return ""
	case d.authorizationType(auth, r.kept(d, e)) == "JWT":
		return "context.authorizer.claims.sub"
	}
	return "context.authorizer.consumer"
}

// callerOfHTTP is the parameter by which an integration of an HTTP API outside tells who calls. A client's own word is taken away
// where nobody is known.
func (r *render) callerOfHTTP(d *door, e *schema.ApiEndpoint) []tree.Field {
	known := r.callerKnown(d, e)
	switch {
	case r.changesCaller(e):
		return nil
	case known == "":
		return []tree.Field{tree.F("remove:header."+callerHeader, derived(ruleCaller, e.To.Node, "''"))}
	}
	return []tree.Field{tree.F("overwrite:header."+callerHeader, derived(ruleCaller, e.To.Node, "$"+known))}
}

// callerOfREST is that of a REST API, which takes no header away.
func (r *render) callerOfREST(d *door, e *schema.ApiEndpoint) []tree.Field {
	known := r.callerKnown(d, e)
	if known == "" || r.changesCaller(e) {
		return nil
	}
	return []tree.Field{tree.F("integration.request.header."+callerHeader, derived(ruleCaller, e.To.Node, known))}
}

// changesCaller reports whether an endpoint's own changes of headers name that one.
func (r *render) changesCaller(e *schema.ApiEndpoint) bool {
	setting, removing := r.headerChanges(e)
	for _, h := range setting {
		if strings.EqualFold(h.Key, callerHeader) {
			return true
		}
	}
	for _, h := range removing {
		if strings.EqualFold(h.V, callerHeader) {
			return true
		}
	}
	return false
}
