// Espc compiles application topologies to Kubernetes manifests and plans what would change.
package main

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"

	"espc.dev/cmd/espc/internal/cli"
)

const (
	// gcPercent trades a little memory for time: a compile is short, and what it builds lives to its end.
	gcPercent = 200
	// gcFirst is in effect until the first collection, which it puts off to a heap of 32 MiB: before that there is hardly anything to
	// free, and a plan of 500 objects gets by without one.
	gcFirst = 800
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcFirst)
		// Nothing refers to it, so the first collection finds it.
		runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, gcPercent)
	}
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.System()))
}
