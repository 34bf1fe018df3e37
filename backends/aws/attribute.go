package aws

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
)

// Attribute returns an attribute of an entity as far as it is known before anything is deployed: names that espc gives, and
// where what is outside is. The rest are outputs of the stack.
func (Backend) Attribute(req backends.Request, of schema.Address, attribute string) (string, bool) {
	r := newRender(req)
	if f, ok := r.callee(of); ok && attribute == "name" {
		return r.functionName(f, nil).Text, true
	}
	switch e := r.t.Lookup(of).(type) {
	case *schema.Microservice:
		if attribute == "port" && r.imageService(of) != nil {
			return servicePort, true
		}
	case *schema.EventBus:
		if attribute == "name" {
			if e.Existing.IsSet() {
				return e.Existing.V, true
			}
			return r.name(maxBusName, nil, of.Name).Text, true
		}
	case *schema.Gateway:
		if attribute == "name" {
			return r.name(maxAPIName, nil, of.Name).Text, true
		}
		if d := r.doorOf(of); d != nil {
			return d.knownPart(attribute)
		}
	case *schema.ServiceEndpoint:
		if len(e.Urls.Items) > 0 && strings.Contains(" url address host port ", " "+attribute+" ") {
			return urlPart(e.Urls.Items[0].V, attribute), true
		}
	}
	return "", false
}
