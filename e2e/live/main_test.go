// Package live has the tests of the Kubernetes target against a real API server with real controllers.
package live

import (
	"os"
	"testing"

	"espc.dev/e2e/cluster"
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }
