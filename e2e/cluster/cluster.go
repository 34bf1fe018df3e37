package cluster

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"espc.dev/e2e/cluster/pki"
	"espc.dev/e2e/espc"
)

// startTimeout bounds a start, on a machine that builds something else at the same time.
const startTimeout = 3 * time.Minute

// logsVariable is an environment variable that names a folder in which the components' logs stay. Without it they go with the cluster.
const logsVariable = "ESPC_CLUSTER_LOGS"

// A Cluster is one that runs. Its methods may be called from several tests at once.
type Cluster struct {
	// Kubeconfig is the path of an administrator's kubeconfig, whose contexts dev, staging and prod are all this cluster.
	Kubeconfig string
	// Config is an administrator's, without a limit of calls.
	Config *rest.Config

	folder    string
	authority *pki.Authority
	clients   clients
	process   *exec.Cmd
	leash     io.Closer
}

var shared struct {
	sync.Mutex
	cluster *Cluster
	err     error
}

// Main runs a package's tests, and ends the cluster and removes the compiler that they used. It returns the exit code, for TestMain.
func Main(m *testing.M) int {
	code := espc.Main(m)
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster != nil {
		shared.cluster.stop()
	}
	return code
}

// Shared returns the cluster that a package's tests share, whose TestMain calls Main. Each test has namespaces of its own in it.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster == nil && shared.err == nil {
		shared.cluster, shared.err = start()
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.cluster
}

// New returns a cluster of a test's own, for what would be in the way of others.
func New(t testing.TB) *Cluster {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.stop)
	return c
}

func start() (*Cluster, error) {
	program, err := build()
	if err != nil {
		return nil, err
	}
	command := exec.Command(program, "-attached", "-logs", os.Getenv(logsVariable))
	leash, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	command.Stderr = os.Stderr // it speaks when a component ends that should not
	if err := command.Start(); err != nil {
		return nil, err
	}
	c := &Cluster{process: command, leash: leash}
	c.folder, err = readFolder(output)
	if err != nil {
		c.stop()
		return nil, err
	}
	if err := c.load(); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

// readFolder waits until the program says that it is ready, and returns the folder that it names.
func readFolder(output io.Reader) (string, error) {
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(output).ReadString('\n')
		lines <- line
	}()
	select {
	case line := <-lines:
		folder, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
		if !ready {
			return "", errors.New("the cluster did not start")
		}
		return folder, nil
	case <-time.After(startTimeout):
		return "", fmt.Errorf("the cluster did not start in %s", startTimeout)
	}
}

func (c *Cluster) load() (err error) {
	c.Kubeconfig = filepath.Join(c.folder, "kubeconfig")
	if c.Config, err = clientcmd.BuildConfigFromFlags("", c.Kubeconfig); err != nil {
		return err
	}
	c.Config.QPS, c.Config.UserAgent = -1, "e2e"
	pair, err := c.pair("ca")
	if err != nil {
		return err
	}
	if c.authority, err = pki.LoadAuthority(pair); err != nil {
		return err
	}
	c.clients, err = newClients(c.Config)
	return err
}

// pair reads a certificate and its key from the cluster's folder.
func (c *Cluster) pair(name string) (pair pki.Pair, err error) {
	base := filepath.Join(c.folder, "pki", name)
	if pair.Certificate, err = os.ReadFile(base + ".crt"); err != nil {
		return pair, err
	}
	pair.Key, err = os.ReadFile(base + ".key")
	return pair, err
}

// stop ends the cluster and waits until all of it is gone.
func (c *Cluster) stop() {
	_ = c.leash.Close()
	_ = c.process.Wait()
}
