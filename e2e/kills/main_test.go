package kills

import (
	"os"
	"testing"

	"espc.dev/e2e/cluster"
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

// everything reports whether each request is to be killed at, which takes a while; else it is some of each kind.
func everything() bool { return os.Getenv("ESPC_KILLS") == "all" }

// theseAlone is the beginning of the kinds of requests that are to be killed at, each of them: "DELETE", "PATCH deployments"; "" where
// it does not matter.
func theseAlone() string {
	if everything() {
		return ""
	}
	return os.Getenv("ESPC_KILLS")
}
