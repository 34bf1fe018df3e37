package cluster

import (
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

// clients talk to the API server as an administrator.
type clients struct {
	typed   *kubernetes.Clientset
	dynamic *dynamic.DynamicClient
	mapper  *restmapper.DeferredDiscoveryRESTMapper
}

func newClients(config *rest.Config) (c clients, err error) {
	if c.typed, err = kubernetes.NewForConfig(config); err != nil {
		return c, err
	}
	if c.dynamic, err = dynamic.NewForConfig(config); err != nil {
		return c, err
	}
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(c.typed))
	return c, nil
}

// Clients returns the typed clients of an administrator.
func (c *Cluster) Clients() kubernetes.Interface { return c.clients.typed }

// Dynamic returns the client of an administrator for any kind.
func (c *Cluster) Dynamic() dynamic.Interface { return c.clients.dynamic }
