package envoy

import (
	"sync"

	"espc.dev/e2e/provision"
)

// build builds egctl, Envoy Gateway's own program, out of its module.
var build = sync.OnceValues(provision.Program{
	Name: "egctl", Module: "envoy/egctl", Package: "github.com/envoyproxy/gateway/cmd/egctl", Variable: "ESPC_EGCTL",
}.Build)
