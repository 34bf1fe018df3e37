package webhooks

import (
	"os"
	"testing"

	"espc.dev/e2e/espc"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }
