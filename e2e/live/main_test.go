package live

import (
	"os"
	"testing"

	"espc.dev/e2e/cluster"
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }
