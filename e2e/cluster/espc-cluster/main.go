// Command espc-cluster runs a Kubernetes cluster on loopback until it is told to end: see package plane.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"espc.dev/e2e/cluster/plane"
)

// startTimeout bounds the start, on a machine that is busy with much else.
const startTimeout = 3 * time.Minute

func main() {
	if code, ran := plane.Component(os.Args); ran {
		os.Exit(code)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "espc-cluster:", err)
		os.Exit(1)
	}
}

func run() error {
	kubeconfig := flag.String("kubeconfig", "", "write the administrator's kubeconfig to this `file`, and remove it at the end")
	contexts := flag.String("contexts", "dev,staging,prod", "the `names` of the kubeconfig's contexts, which are all this cluster")
	nodes := flag.Int("nodes", 2, "how many nodes there are")
	logs := flag.String("logs", "", "keep the components' logs in this `folder`")
	attached := flag.Bool("attached", false, "end when standard input closes; tell a program, and not a person, when the cluster is ready")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("there are no arguments, but %q", flag.Args())
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if *attached {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	start, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	cluster, err := plane.Start(start, plane.Options{
		Root:       os.TempDir(),
		Kubeconfig: *kubeconfig,
		Contexts:   strings.Split(*contexts, ","),
		Nodes:      *nodes,
		Logs:       *logs,
	})
	if err != nil {
		return err
	}
	if *attached {
		fmt.Println("ready", cluster.Folder)
	} else {
		path := *kubeconfig
		if path == "" {
			path = filepath.Join(cluster.Folder, "kubeconfig")
		}
		cluster.Tell(os.Stdout, path)
	}
	ended := cluster.Wait(ctx)
	if err := cluster.Stop(); err != nil {
		return err
	}
	return ended
}
