package plane

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/version"

	"espc.dev/e2e/cluster/folder"
	"espc.dev/e2e/cluster/pki"
)

// FrontProxy is the name by which the API server knows a proxy that says who its client is, in X-Remote-User and X-Remote-Group.
const FrontProxy = "front-proxy"

// Options say what a cluster is.
type Options struct {
	// Root is where its folder is made.
	Root string
	// Kubeconfig is a file that gets the kubeconfig of an administrator, and is removed at the end. "" is for none beside that in the folder.
	Kubeconfig string
	// Contexts are the names of the kubeconfig's contexts, the current one first.
	Contexts []string
	// Nodes is how many nodes there are.
	Nodes int
	// Logs is a folder that gets the components' logs and stays. "" is for one that goes with the cluster.
	Logs string
}

// A Plane is a cluster that runs.
type Plane struct {
	// Folder holds kubeconfig, an administrator's, and in pki what a proxy before the API server needs.
	Folder string
	// Server is the address of the API server.
	Server string

	options  Options
	state    *folder.Folder
	logs     string
	etcd     *embed.Etcd
	children []*child
	wrote    bool // options.Kubeconfig
}

// Start starts a cluster and returns when pods may be created in it. The caller stops it. The context bounds the start.
func Start(ctx context.Context, options Options) (*Plane, error) {
	if options.Kubeconfig != "" {
		if err := refuseTaken(options.Kubeconfig); err != nil {
			return nil, err
		}
	}
	state, err := folder.New(options.Root)
	if err != nil {
		return nil, err
	}
	p := &Plane{Folder: state.Path, options: options, state: state, logs: options.Logs}
	if p.logs == "" {
		p.logs = filepath.Join(state.Path, "logs")
	}
	if err := p.start(ctx); err != nil {
		_ = p.Stop()
		return nil, err
	}
	return p, nil
}

func (p *Plane) start(ctx context.Context) error {
	if err := os.MkdirAll(p.logs, 0o700); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // the API server has its own
	p.Server = "https://" + listener.Addr().String()
	files, admin, err := p.writeFiles()
	if err != nil {
		return err
	}
	server, address, err := startEtcd(filepath.Join(p.Folder, "etcd"), filepath.Join(p.logs, "etcd.log"))
	if err != nil {
		return err
	}
	p.etcd = server
	socket, err := listener.(*net.TCPListener).File()
	if err != nil {
		return err
	}
	err = p.startChild(apiServer, apiServerArguments(files, address), socket)
	_ = socket.Close()
	if err != nil {
		return err
	}
	clients, err := newClients(admin)
	if err != nil {
		return err
	}
	if err := p.wait(ctx, "the API server", clients.serves); err != nil {
		return err
	}
	for name, arguments := range map[string][]string{
		controllerManager: controllerArguments(files),
		schedulerName:     schedulerArguments(files),
		player:            playerArguments(files),
	} {
		if err := p.startChild(name, arguments); err != nil {
			return err
		}
	}
	if err := clients.create(ctx, p.options.Nodes); err != nil {
		return err
	}
	return p.wait(ctx, "the cluster", clients.works)
}

func (p *Plane) startChild(name string, arguments []string, files ...*os.File) error {
	c, err := startChild(p.logs, name, arguments, files...)
	if err == nil {
		p.children = append(p.children, c)
	}
	return err
}

// writeFiles writes what components and clients read, and returns an administrator's kubeconfig.
func (p *Plane) writeFiles() (f files, admin []byte, err error) {
	w := writer{state: p.state, server: p.Server}
	w.authorities()
	f.ca = w.file("pki/ca.crt", w.ca)
	f.frontCA = w.file("pki/front-proxy-ca.crt", w.frontCA)
	f.server, f.serverKey = w.pair("pki/server", w.sign(func() (pki.Pair, error) { return w.users.Server("kubernetes.default.svc") }))
	f.front, f.frontKey = w.pair("pki/front-proxy", w.sign(func() (pki.Pair, error) { return w.proxies.Client(FrontProxy) }))
	f.tokenKey = w.file("pki/service-accounts.key", w.signingKey())
	// All are masters: the controllers' narrower roles are bound to service accounts of their own, and cost a token each.
	f.controllers = w.file("controller-manager.kubeconfig", w.kubeconfig("system:kube-controller-manager", clusterName))
	f.scheduler = w.file("scheduler.kubeconfig", w.kubeconfig("system:kube-scheduler", clusterName))
	f.player = w.file("kwok.kubeconfig", w.kubeconfig("kwok", clusterName))
	f.stages = w.file("kwok.yaml", w.stages())
	admin = w.kubeconfig("admin", p.options.Contexts...)
	w.file("kubeconfig", admin)
	if w.err == nil && p.options.Kubeconfig != "" {
		w.err = replaceFile(p.options.Kubeconfig, admin)
		p.wrote = w.err == nil
	}
	return f, admin, w.err
}

// Wait returns when the context ends, or with an error when a component ended.
func (p *Plane) Wait(ctx context.Context) error {
	failed := make(chan *child, len(p.children))
	for _, c := range p.children {
		go func() {
			<-c.exited
			failed <- c
		}()
	}
	select {
	case <-ctx.Done():
		return nil
	case c := <-failed:
		return c.failed()
	}
}

// Stop ends all processes and removes the folder and the kubeconfig.
func (p *Plane) Stop() error {
	for i := range p.children { // the API server, which the others call, last
		p.children[len(p.children)-1-i].stop()
	}
	if p.etcd != nil {
		p.etcd.Close()
	}
	if p.wrote {
		_ = os.Remove(p.options.Kubeconfig) // somebody else may have
	}
	return p.state.Remove()
}

// poll is how often the start looks whether something is there yet.
const poll = 50 * time.Millisecond

// wait asks until the answer is nil.
func (p *Plane) wait(ctx context.Context, what string, ask func(context.Context) error) error {
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		for _, c := range p.children {
			select {
			case <-c.exited:
				return c.failed()
			default:
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not become ready: %w", what, err)
		case <-time.After(poll):
		}
	}
}

// Tell writes what a person wants to know of the cluster, whose kubeconfig is at a path.
func (p *Plane) Tell(w io.Writer, kubeconfig string) {
	fmt.Fprintf(w, `Kubernetes %s is ready on %s. Its nodes and pods are played: no container runs.

In another terminal:

    export KUBECONFIG=%s
    espc plan -e ENVIRONMENT

for an environment with `+"`context = %q`"+`. The contexts of this cluster are %s.
Ctrl-C ends it, and nothing of it stays.
`, version.Get().GitVersion, p.Server, kubeconfig, p.options.Contexts[0], strings.Join(p.options.Contexts, ", "))
}
