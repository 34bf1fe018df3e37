// Command broker carries events between processes on loopback as Knative Eventing does in a cluster: it reads compiled Brokers
// and Triggers, and takes, filters, delivers, tries again and gives up by Knative's own code.
//
//	broker CONFIG.json
//
// It prints the address that it listens on. POST /NAMESPACE/BROKER takes an event; GET /idle answers when nothing is under way.
//
// Its module is one of its own, because what Knative builds with is older than what e2e has of the same modules.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
)

// A Config says what to carry events by.
type Config struct {
	// Manifests are compiled files.
	Manifests []string `json:"manifests"`
	// Hosts say where the addresses of the cluster are, by host: NAME.NAMESPACE.svc.cluster.local, or NAME.KIND of what is no Service.
	Hosts map[string]string `json:"hosts"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: broker CONFIG.json")
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	var config Config
	if err := json.Unmarshal(data, &config); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mesh, err := newMesh(config, "http://"+listener.Addr().String())
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, mesh)
}
