package cluster

import (
	"context"
	"path/filepath"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// contexts are those of every kubeconfig here, the current one first.
var contexts = []string{"dev", "staging", "prod"}

// User writes the kubeconfig of a user whom nobody knows but by the name and the groups in a certificate, and who may do what RBAC
// grants. It returns the file's path.
func (c *Cluster) User(t testing.TB, name string, groups ...string) string {
	t.Helper()
	pair, err := c.authority.Client(name, groups...)
	if err != nil {
		t.Fatal(err)
	}
	return c.Write(t, c.Config.Host, c.authority.Certificate, api.AuthInfo{ClientCertificateData: pair.Certificate, ClientKeyData: pair.Key})
}

// ServiceAccount writes the kubeconfig of a service account, which is there, with a token that is good for an hour. It returns the file's path.
func (c *Cluster) ServiceAccount(t testing.TB, namespace, name string) string {
	t.Helper()
	token, err := c.Token(t.Context(), namespace, name)
	if err != nil {
		t.Fatal(err)
	}
	return c.Write(t, c.Config.Host, c.authority.Certificate, api.AuthInfo{Token: token})
}

// Token returns a token of a service account that is good for an hour.
func (c *Cluster) Token(ctx context.Context, namespace, name string) (string, error) {
	hour := int64(3600)
	request, err := c.clients.typed.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, name,
		&authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &hour}}, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	return request.Status.Token, nil
}

// Write writes a kubeconfig for a server, of which an authority's certificate tells that it is the one, and a user. It returns the
// file's path. The contexts are dev, staging and prod.
func (c *Cluster) Write(t testing.TB, server string, authority []byte, user api.AuthInfo) string {
	t.Helper()
	config := api.NewConfig()
	config.Clusters["cluster"] = &api.Cluster{Server: server, CertificateAuthorityData: authority}
	config.AuthInfos["user"] = &user
	for _, name := range contexts {
		config.Contexts[name] = &api.Context{Cluster: "cluster", AuthInfo: "user"}
	}
	config.CurrentContext = contexts[0]
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		t.Fatal(err)
	}
	return path
}
