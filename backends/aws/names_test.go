package aws

import (
	"testing"

	"espc.dev/schema"
)

// TestLogicalIDsNeverCollide takes names, labels and roles that look alike when hyphens go.
func TestLogicalIDsNeverCollide(t *testing.T) {
	names := []string{
		"a", "a-b", "ab", "a-b-c", "ab-c", "a-bc", "a1", "a-1", "a1-b", "a-1-b", "a-1b", "a--b", "1a", "resize", "resize-role", "resize-function",
		"resize-function-x", "x-function", "function", "role", "resize-queue", "event", "event-bus", "bus", "api", "api-endpoint", "resize-failures",
	}
	labels := []string{"", "a", "A", "a-b", "a_b", "aB", "b", "x", "x-function-y", "function", "queue", "bus", "a1", "a-1", "event"}
	kinds := []schema.Kind{schema.KindFunction, schema.KindQueue, schema.KindEvent, schema.KindEventBus, schema.KindGateway, schema.KindApiEndpoint, schema.KindServiceEndpoint}
	roles := []string{"", roleRole, roleLogs, roleRule, rolePermission, roleInbox, roleInboxOpen, roleFailures, roleOpen, rolePipe, rolePipeRole, "Api", "Stage"}
	seen := map[string]string{}
	for _, kind := range kinds {
		for _, name := range names {
			for _, label := range labels {
				for _, role := range roles {
					if label != "" && role == "" {
						continue // a label's own resource always has a role
					}
					id, what := logicalID(schema.Address{Kind: kind, Name: name}, label, role), string(kind)+"."+name+" "+label+" "+role
					if !logicalName.MatchString(id) {
						t.Errorf("%s gives %q", what, id)
					}
					if other, ok := seen[id]; ok {
						t.Errorf("%s and %s both give %s", other, what, id)
					}
					seen[id] = what
				}
			}
		}
	}
}

func TestAnIDTellsItsEntity(t *testing.T) {
	for id, want := range map[string]string{
		"ResizeFunction":             "function.resize",
		"PhotoUploadedEvent":         "event.photo-uploaded",
		"MainEventBusArchive":        "event_bus.main",
		"ResizeFunctionOnRule":       "function.resize",
		"CarsApiEndpointGetRoute":    "api_endpoint.cars",
		"Somebody":                   "Somebody",
		"ResizeFunctionA1B2Failures": "function.resize",
	} {
		equal(t, id, entityOf(id), want)
	}
}

func TestLongNamesAreCutAndStayApart(t *testing.T) {
	long := "a-topology-of-a-name-that-is-really-long-production-function-with-a-long-name"
	a, b := shorten(long+"-1", maxFunctionName), shorten(long+"-2", maxFunctionName)
	if len(a) != maxFunctionName || a == b || a[:57] != b[:57] {
		t.Errorf("%s and %s", a, b)
	}
	equal(t, "short", shorten("shop-prod-resize", maxFunctionName), "shop-prod-resize")
}
