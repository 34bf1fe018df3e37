package manifests

import (
	"context"
	"errors"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
)

// decodeBuiltin reads JSON into the kind's own Go type, as a server asked for fieldValidation=Strict
// does: unknown fields, duplicate keys and wrong types are errors.
func decodeBuiltin(data []byte) (runtime.Object, error) {
	scheme := legacyscheme.Scheme
	decoder := jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, scheme, scheme,
		jsonserializer.SerializerOptions{Strict: true})
	object, _, err := decoder.Decode(data, nil, nil)
	return object, err
}

// createBuiltin takes an object through what a server does before it stores a new one: strict decoding,
// defaults, conversion to the internal version, and the resource's validation.
func createBuiltin(kind builtin, gvk schema.GroupVersionKind, data []byte) error {
	versioned, err := decodeBuiltin(data)
	if err != nil {
		return err
	}
	legacyscheme.Scheme.Default(versioned)
	internal, err := legacyscheme.Scheme.ConvertToVersion(versioned, runtime.InternalGroupVersioner)
	if err != nil {
		return err
	}
	if service, ok := internal.(*core.Service); ok && service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP} // as the storage of Services does before it validates
	}
	return create(kind.strategy, gvk, kind.resource, internal)
}

// create runs the storage's checks of a new object. Warnings count as errors: a server sends them for
// what it accepts and then ignores or will refuse, such as a variable that is set twice.
func create(strategy rest.RESTCreateStrategy, gvk schema.GroupVersionKind, resource string, object runtime.Object) error {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return err
	}
	namespace := accessor.GetNamespace()
	if namespace == "" && strategy.NamespaceScoped() {
		namespace = "default"
	}
	var warnings warningList
	ctx := warning.WithWarningRecorder(context.Background(), &warnings)
	ctx = genericapirequest.WithNamespace(ctx, namespace)
	ctx = genericapirequest.WithRequestInfo(ctx, &genericapirequest.RequestInfo{
		IsResourceRequest: true,
		Verb:              "create",
		APIGroup:          gvk.Group,
		APIVersion:        gvk.Version,
		Resource:          resource,
		Namespace:         namespace,
		Name:              accessor.GetName(),
	})
	rest.FillObjectMetaSystemFields(accessor)
	err = rest.BeforeCreate(strategy, ctx, object)
	return errors.Join(append(warnings, err)...)
}

// warningList collects what a server would send as Warning headers.
type warningList []error

func (w *warningList) AddWarning(_, text string) {
	*w = append(*w, errors.New("warning: "+text))
}
