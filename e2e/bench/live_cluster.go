package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// cluster is an espc-cluster that runs, and ends with this process.
type cluster struct {
	folder     string
	kubeconfig string
	server     string
	identity   tls.Certificate // an administrator's
	authority  *x509.CertPool
	http       *http.Client // for what is not timed
	process    *exec.Cmd
	leash      io.Closer
}

// startCluster starts the program and returns when it says that it is ready.
func startCluster(ctx context.Context, program string) (*cluster, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	var problems bytes.Buffer
	command := exec.Command(program, "-attached")
	command.Stderr = &problems
	leash, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("no cluster to measure, run make espc-cluster: %w", err)
	}
	c := &cluster{process: command, leash: leash}
	stop := context.AfterFunc(ctx, func() { _ = leash.Close() })
	line, err := bufio.NewReader(output).ReadString('\n')
	stop()
	var ready bool
	if c.folder, ready = strings.CutPrefix(strings.TrimSpace(line), "ready "); !ready {
		c.stop()
		return nil, fmt.Errorf("the cluster did not start: %w\n%s", errors.Join(err, ctx.Err()), first(problems.String(), 20))
	}
	if err := c.load(); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

// stop ends the cluster and waits until nothing of it is left.
func (c *cluster) stop() {
	_ = c.leash.Close()
	_ = c.process.Wait() // its exit status says nothing that a measurement could use
}

// kubeconfig is what is needed of one that holds all it refers to.
type kubeconfig struct {
	Clusters []struct {
		Cluster struct {
			Server    string `json:"server"`
			Authority []byte `json:"certificate-authority-data"`
		} `json:"cluster"`
	} `json:"clusters"`
	Users []struct {
		User struct {
			Certificate []byte `json:"client-certificate-data"`
			Key         []byte `json:"client-key-data"`
		} `json:"user"`
	} `json:"users"`
}

func (c *cluster) load() error {
	c.kubeconfig = filepath.Join(c.folder, "kubeconfig")
	content, err := os.ReadFile(c.kubeconfig)
	if err != nil {
		return err
	}
	var k kubeconfig
	if err := yaml.Unmarshal(content, &k); err != nil {
		return err
	}
	if len(k.Clusters) == 0 || len(k.Users) == 0 {
		return errors.New("the cluster's kubeconfig has no cluster and user")
	}
	c.server = k.Clusters[0].Cluster.Server
	if c.identity, err = tls.X509KeyPair(k.Users[0].User.Certificate, k.Users[0].User.Key); err != nil {
		return err
	}
	c.authority = x509.NewCertPool()
	if !c.authority.AppendCertsFromPEM(k.Clusters[0].Cluster.Authority) {
		return errors.New("the cluster's kubeconfig has no certificate authority")
	}
	c.http = c.client()
	return nil
}

// client returns a client that has no connection yet, and makes one alone, as HTTP/2 needs no more: requests that are sent at once
// would each make one. It does not ask for compressed answers, which on one machine only cost time.
func (c *cluster) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:    &tls.Config{RootCAs: c.authority, Certificates: []tls.Certificate{c.identity}, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:  true,
		MaxConnsPerHost:    1,
		DisableCompression: true,
	}}
}

// call sends one request, reads the answer whole, and returns it. An answer that is no success is an error.
func (c *cluster) call(ctx context.Context, client *http.Client, method, path string, header map[string]string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		return nil, &refusal{response.StatusCode, fmt.Sprintf("%s %s: %s: %s", method, path, response.Status, first(string(answer), 5))}
	}
	return answer, nil
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	text   string
}

// Error says what was asked and what the server said.
func (r *refusal) Error() string { return r.text }

func (c *cluster) version(ctx context.Context) (string, error) {
	answer, err := c.call(ctx, c.http, http.MethodGet, "/version", nil, nil)
	if err != nil {
		return "", err
	}
	var version struct {
		GitVersion string `json:"gitVersion"`
	}
	err = json.Unmarshal(answer, &version)
	return version.GitVersion, err
}
