package kills

import (
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"
)

// item is an object as far as it shows whose it is.
type item struct {
	at object
	metav1.ObjectMeta
}

// applied reports whether espc applied it.
func (i *item) applied() bool {
	for _, f := range i.ManagedFields {
		if f.Manager == "espc" && f.Operation == metav1.ManagedFieldsOperationApply {
			return true
		}
	}
	return false
}

// stranger reports whether it is one of those that were put beside the shop.
func (i *item) stranger() bool {
	return i.Labels["planted"] != "" || i.Labels["app.kubernetes.io/part-of"] == "neighbor"
}

// everyKind are the kinds that are looked at: those of all versions, and those of what is kept about a set.
func (r *rig) everyKind() []schema.GroupVersionKind {
	var out []schema.GroupVersionKind
	for kind := range r.kinds {
		out = append(out, schema.FromAPIVersionAndKind(kind.version, kind.kind))
	}
	return out
}

// list returns what is in a namespace, but for what Kubernetes puts into each.
func (r *rig) list(namespace string) []item {
	r.t.Helper()
	client, err := metadata.NewForConfig(r.cluster.Config)
	if err != nil {
		r.t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var out []item
	for _, kind := range r.everyKind() {
		wg.Go(func() {
			resource, _ := meta.UnsafeGuessKindToResource(kind)
			list, listErr := client.Resource(resource).Namespace(namespace).List(r.t.Context(), metav1.ListOptions{})
			mu.Lock()
			defer mu.Unlock()
			if listErr != nil {
				err = listErr
				return
			}
			version, name := kind.ToAPIVersionAndKind()
			for _, o := range list.Items {
				if !strings.HasPrefix(o.Name, "kube-root-ca") && o.Name != "default" {
					out = append(out, item{object{version, name, o.Name}, o.ObjectMeta})
				}
			}
		})
	}
	wg.Wait()
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}
