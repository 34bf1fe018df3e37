package webhooks

import (
	"sync"

	"espc.dev/e2e/provision"
)

// build builds the program around Knative's own code.
var build = sync.OnceValues(provision.Program{Name: "knative-webhooks", Module: "knative", Package: "./webhooks", Variable: "ESPC_KNATIVE"}.Build)
