// Espc compiles application topologies to Kubernetes manifests and plans what would change.
package main

import (
	"context"
	"os"

	"espc.dev/cmd/espc/internal/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.System()))
}
