package cluster

import (
	"sync"
	"testing"

	"espc.dev/e2e/provision"
)

// version is what the cluster says that it is: that of the module, which go build does not put in.
const version = "v1.36.3"

// Program returns the path of espc-cluster, built once for a package's tests.
func Program(t testing.TB) string {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// build builds the program as `make cluster` does.
var build = sync.OnceValues(provision.Program{
	Name: "espc-cluster", Module: ".", Package: "./cluster/espc-cluster", Variable: "ESPC_CLUSTER",
	Flags: "-X k8s.io/component-base/version.gitVersion=" + version,
}.Build)
