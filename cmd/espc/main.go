// Espc compiles application topologies to Kubernetes manifests and plans what would change.
package main

import (
	"context"
	"os"
	"runtime/debug"

	"espc.dev/cmd/espc/internal/cli"
)

// gcPercent trades a little memory for time: a compile is short, and what it builds lives to its end.
const gcPercent = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.System()))
}
