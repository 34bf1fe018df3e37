package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/cluster/pki"
	"espc.dev/e2e/cluster/proxy"
)

// written applies another image of one service through a proxy, and returns the writes to members that it saw, as method and path.
func (b *bench) written(ctx context.Context, espc deployer, n *namespace) ([]string, error) {
	p, kubeconfig, err := b.proxy()
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if err := n.edit(); err != nil {
		return nil, err
	}
	through := *n.cluster
	through.kubeconfig = kubeconfig
	recorded := *n.bench
	recorded.cluster = &through
	edited := *n
	edited.bench = &recorded
	if _, err := espc.apply(ctx, &edited); err != nil {
		return nil, err
	}
	var members []string
	for _, r := range p.Records(proxy.Writes) {
		// espc's own records of the set are ConfigMaps and a Lease, of which the workload has none.
		if !slices.ContainsFunc([]string{"/configmaps", "/leases"}, func(own string) bool { return strings.Contains(r.Path, own) }) {
			members = append(members, r.Method+" "+strings.Replace(r.Path, n.name, "NAMESPACE", 1))
		}
	}
	if len(p.Records(proxy.Any)) == 0 {
		return nil, errors.New("nothing went through the proxy")
	}
	return members, nil
}

// proxy starts one before the cluster and writes a kubeconfig that leads through it.
func (b *bench) proxy() (*proxy.Proxy, string, error) {
	authority, err := pki.NewAuthority("proxy")
	if err != nil {
		return nil, "", err
	}
	pair, err := authority.Server()
	if err != nil {
		return nil, "", err
	}
	options := proxy.Options{Server: b.cluster.server, ServerCAs: b.cluster.authority, ClientCAs: b.cluster.authority}
	if options.Certificate, err = pair.TLS(); err != nil {
		return nil, "", err
	}
	var front pki.Pair
	base := filepath.Join(b.cluster.folder, "pki", "front-proxy")
	if front.Certificate, err = os.ReadFile(base + ".crt"); err != nil {
		return nil, "", err
	}
	if front.Key, err = os.ReadFile(base + ".key"); err != nil {
		return nil, "", err
	}
	if options.Identity, err = front.TLS(); err != nil {
		return nil, "", err
	}
	p, err := proxy.Start(options)
	if err != nil {
		return nil, "", err
	}
	path, err := b.leadTo(p.URL, authority.Certificate)
	if err != nil {
		p.Close()
		return nil, "", err
	}
	return p, path, nil
}

// leadTo writes the cluster's kubeconfig with another server.
func (b *bench) leadTo(server string, authority []byte) (string, error) {
	content, err := os.ReadFile(b.cluster.kubeconfig)
	if err != nil {
		return "", err
	}
	var config map[string]any
	if err := yaml.Unmarshal(content, &config); err != nil {
		return "", err
	}
	clusters, _ := config["clusters"].([]any)
	for _, c := range clusters {
		if named, ok := c.(map[string]any); ok {
			named["cluster"] = map[string]any{"server": server, "certificate-authority-data": authority}
		}
	}
	if content, err = yaml.Marshal(config); err != nil {
		return "", err
	}
	path := filepath.Join(b.work, "proxy.kubeconfig")
	return path, os.WriteFile(path, content, 0o600)
}
