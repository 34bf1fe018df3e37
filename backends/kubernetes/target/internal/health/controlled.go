package health

import (
	"fmt"
	"strings"
)

// controlled reports whether a type's controller writes a status to every object. Without one, nobody looked at the object yet; of
// other custom resources that can't be told, because many never have a status.
func controlled(k groupKind) bool {
	switch k.group {
	case "serving.knative.dev", "eventing.knative.dev", "sources.knative.dev", "messaging.knative.dev", "flows.knative.dev", "camel.apache.org":
		return true
	case "gateway.networking.k8s.io":
		return k.kind == "Gateway" || k.kind == "GatewayClass" || strings.HasSuffix(k.kind, "Route")
	}
	return false
}

// unseen reports whether no controller has written to an object yet. The definition of a Gateway and its class gives them conditions
// when they are created, whose reason is Pending.
func unseen(o object) bool {
	status := o.object("status")
	if len(status) == 0 {
		return true
	}
	conditions := o.objects("status", "conditions")
	for _, c := range conditions {
		if c.text("status") != "Unknown" || c.text("reason") != "Pending" {
			return false
		}
	}
	return len(status) == 1 && len(conditions) > 0
}

// servingService is a Service of Knative's. kstatus takes one that is not ready for one that may become so, but Knative says Unknown
// of that, and False of what it has given up.
func servingService(o object) Verdict {
	c := o.condition("Ready")
	observed := o.number(-1, "status", "observedGeneration")
	switch {
	case c.is("True"):
		return ready("Resource is Ready")
	case c.is("False") && observed >= 0 && observed == o.number(-1, "metadata", "generation") && !passing(o, c):
		return Verdict{State: Failed, Text: "not ready", Reason: c.String()}
	case c.is("False"):
		return Verdict{Text: c.message}
	}
	return Verdict{Text: orElse(c.message, "Ready is not known yet")}
}

// passing reports whether what a Service of Knative's is said to lack may come by itself: a revision that is still being made, which
// its route may look for a moment too early, or its name, while a Service of Kubernetes that had it goes away.
func passing(o object, c condition) bool {
	return c.reason == "NotOwned" || c.reason == "RevisionMissing" && o.condition("ConfigurationsReady").is("Unknown")
}

// split says how a Service of Knative's divides its requests, "" where it does not: as Knative does, or else as it is to.
func split(o object) string {
	for _, part := range []string{"status", "spec"} {
		var shares []string
		for _, t := range o.objects(part, "traffic") {
			if percent := t.number(0, "percent"); percent > 0 {
				shares = append(shares, fmt.Sprintf("%s %d %%", orElse(t.text("revisionName"), "the newest revision"), percent))
			}
		}
		if len(shares) > 1 {
			return strings.Join(shares, ", ")
		}
		if len(shares) == 1 {
			return ""
		}
	}
	return ""
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
