package plane

import (
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"espc.dev/e2e/cluster/pki"
)

// clusterName is what kubeconfigs call the cluster.
const clusterName = "espc-cluster"

// kubeconfig returns a kubeconfig with all that it takes to be a user: it refers to no other file. The first context is the current
// one, and all are the same cluster and user.
func kubeconfig(server string, authority []byte, user string, pair pki.Pair, contexts ...string) ([]byte, error) {
	config := api.NewConfig()
	config.Clusters[clusterName] = &api.Cluster{Server: server, CertificateAuthorityData: authority}
	config.AuthInfos[user] = &api.AuthInfo{ClientCertificateData: pair.Certificate, ClientKeyData: pair.Key}
	for _, name := range contexts {
		config.Contexts[name] = &api.Context{Cluster: clusterName, AuthInfo: user}
	}
	config.CurrentContext = contexts[0]
	return clientcmd.Write(*config)
}

// replaceFile puts a file in its place in one step, for this user alone.
func replaceFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, content, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
