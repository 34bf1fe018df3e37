package cluster

import (
	"context"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"espc.dev/e2e/golden"
)

// Resource returns the client for objects of a kind, such as "apps/v1" and "Deployment", in a namespace, which is "" for one that is in none.
func (c *Cluster) Resource(apiVersion, kind, namespace string) (dynamic.ResourceInterface, error) {
	mapping, err := c.mapping(apiVersion, kind)
	if err != nil {
		return nil, err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		return c.clients.dynamic.Resource(mapping.Resource).Namespace(namespace), nil
	}
	return c.clients.dynamic.Resource(mapping.Resource), nil
}

// Kind returns the resource that a kind's objects are.
func (c *Cluster) Kind(apiVersion, kind string) (schema.GroupVersionResource, error) {
	mapping, err := c.mapping(apiVersion, kind)
	if err != nil {
		return schema.GroupVersionResource{}, err
	}
	return mapping.Resource, nil
}

func (c *Cluster) mapping(apiVersion, kind string) (*meta.RESTMapping, error) {
	gvk := schema.FromAPIVersionAndKind(apiVersion, kind)
	mapping, err := c.clients.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	if meta.IsNoMatchError(err) { // a definition may have come meanwhile
		c.clients.mapper.Reset()
		mapping, err = c.clients.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
	}
	return mapping, err
}

// CreateObject creates an object, strictly: an unknown or duplicate field is an error. It is returned as the server has it.
func (c *Cluster) CreateObject(ctx context.Context, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	client, err := c.Resource(object.GetAPIVersion(), object.GetKind(), object.GetNamespace())
	if err != nil {
		return nil, err
	}
	return client.Create(ctx, object, metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict, FieldManager: "e2e"})
}

// Create creates the objects of a YAML stream, those that name no namespace in this one.
func (c *Cluster) Create(t testing.TB, namespace, manifests string) {
	t.Helper()
	documents, err := golden.Parse("manifests", []byte(manifests))
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range documents {
		if document.Object.GetNamespace() == "" {
			document.Object.SetNamespace(namespace) // that of an object in no namespace is not sent
		}
		if _, err := c.CreateObject(t.Context(), document.Object); err != nil {
			t.Fatalf("%s: %v", document, err)
		}
	}
}

// Get returns an object, or nil where there is none of that name.
func (c *Cluster) Get(t testing.TB, apiVersion, kind, namespace, name string) *unstructured.Unstructured {
	t.Helper()
	client, err := c.Resource(apiVersion, kind, namespace)
	if err != nil {
		t.Fatal(err)
	}
	object, err := client.Get(t.Context(), name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// List returns the objects of a kind in a namespace, sorted by name.
func (c *Cluster) List(t testing.TB, apiVersion, kind, namespace string) []unstructured.Unstructured {
	t.Helper()
	client, err := c.Resource(apiVersion, kind, namespace)
	if err != nil {
		t.Fatal(err)
	}
	list, err := client.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return list.Items
}

// Patch changes an object by a JSON merge patch, as a field manager, such as a person's "kubectl-edit".
func (c *Cluster) Patch(t testing.TB, apiVersion, kind, namespace, name, manager, patch string) {
	t.Helper()
	client, err := c.Resource(apiVersion, kind, namespace)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Patch(t.Context(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{FieldManager: manager}); err != nil {
		t.Fatal(err)
	}
}

// Delete deletes an object, and does not wait until it is gone.
func (c *Cluster) Delete(t testing.TB, apiVersion, kind, namespace, name string) {
	t.Helper()
	client, err := c.Resource(apiVersion, kind, namespace)
	if err != nil {
		t.Fatal(err)
	}
	background := metav1.DeletePropagationBackground
	if err := client.Delete(t.Context(), name, metav1.DeleteOptions{PropagationPolicy: &background}); err != nil {
		t.Fatal(err)
	}
}
