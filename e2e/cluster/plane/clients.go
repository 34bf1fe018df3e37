package plane

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/version"

	"espc.dev/e2e/cluster/played"
)

// clients talk to the cluster that starts.
type clients struct{ api *kubernetes.Clientset }

func newClients(kubeconfig []byte) (*clients, error) {
	config, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		return nil, err
	}
	config.UserAgent = "espc-cluster"
	api, err := kubernetes.NewForConfig(config)
	return &clients{api}, err
}

// serves says whether the API server is ready.
func (c *clients) serves(ctx context.Context) error {
	return c.api.RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
}

// create makes the nodes, and the class of volumes that claims without a class get.
func (c *clients) create(ctx context.Context, nodes int) error {
	immediate := storagev1.VolumeBindingImmediate
	reclaim := corev1.PersistentVolumeReclaimDelete
	_, err := c.api.StorageV1().StorageClasses().Create(ctx, &storagev1.StorageClass{
		ObjectMeta: metav1.ObjectMeta{
			Name:        played.StorageClass,
			Annotations: map[string]string{"storageclass.kubernetes.io/is-default-class": "true"},
		},
		Provisioner:       provisioner,
		ReclaimPolicy:     &reclaim,
		VolumeBindingMode: &immediate,
	}, metav1.CreateOptions{})
	problems := []error{err}
	for i := range nodes {
		_, err := c.api.CoreV1().Nodes().Create(ctx, node(fmt.Sprintf("node-%d", i)), metav1.CreateOptions{})
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// node returns a node that is large enough for all that tests put on it.
func node(name string) *corev1.Node {
	room := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("1k"),
		corev1.ResourceMemory:           resource.MustParse("4Ti"),
		corev1.ResourceEphemeralStorage: resource.MustParse("4Ti"),
		corev1.ResourcePods:             resource.MustParse("100k"),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{
			Name: name,
			Labels: map[string]string{
				corev1.LabelHostname:   name,
				corev1.LabelOSStable:   "linux",
				corev1.LabelArchStable: "amd64",
			},
		},
		Status: corev1.NodeStatus{
			Allocatable: room,
			Capacity:    room,
			NodeInfo:    corev1.NodeSystemInfo{KubeletVersion: version.Get().GitVersion},
		},
	}
}

// works says whether a pod that somebody creates would run: its service account is there, and nodes are ready and take it.
func (c *clients) works(ctx context.Context) error {
	if _, err := c.api.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{}); err != nil {
		return err
	}
	nodes, err := c.api.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, node := range nodes.Items {
		if len(node.Spec.Taints) > 0 {
			return fmt.Errorf("node %s is not ready yet", node.Name)
		}
	}
	return nil
}
