package plane

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

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

// refuseTaken says where a kubeconfig is that of another cluster that runs. One whose cluster was killed is nobody's.
func refuseTaken(path string) error {
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		return nil // none, or none that leads anywhere
	}
	cluster, ok := config.Clusters[clusterName]
	if !ok {
		return fmt.Errorf("%s is there and not of an espc-cluster", path)
	}
	connection, err := net.DialTimeout("tcp", strings.TrimPrefix(cluster.Server, "https://"), time.Second)
	if err != nil {
		return nil
	}
	_ = connection.Close()
	return fmt.Errorf("%s is that of a cluster that runs, at %s", path, cluster.Server)
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
