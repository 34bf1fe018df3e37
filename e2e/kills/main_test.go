package kills

import (
	"os"
	"testing"

	"espc.dev/e2e/cluster"
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

// everything reports whether each request is to be killed at, which takes a while; else it is some of each kind.
func everything() bool { return os.Getenv("ESPC_KILLS") == "all" }
