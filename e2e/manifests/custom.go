package manifests

import (
	"errors"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/unstructuredscheme"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"sigs.k8s.io/yaml"

	"espc.dev/e2e/golden"
)

// A custom is a kind that a CustomResourceDefinition brings.
type custom struct {
	resource string
	schema   *structuralschema.Structural
	strategy rest.RESTCreateStrategy
}

// loadCustoms returns the kinds of each version of the definitions that a server would serve.
func loadCustoms(definitions []golden.Document) (map[schema.GroupVersionKind]custom, error) {
	customs := map[schema.GroupVersionKind]custom{}
	for _, document := range definitions {
		if err := addCustoms(customs, document.JSON); err != nil {
			return nil, fmt.Errorf("%s: %w", document, err)
		}
	}
	return customs, nil
}

func addCustoms(customs map[schema.GroupVersionKind]custom, data []byte) error {
	var definition apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(data, &definition); err != nil {
		return err
	}
	spec := definition.Spec
	for _, version := range spec.Versions {
		if !version.Served {
			continue
		}
		gvk := schema.GroupVersionKind{Group: spec.Group, Version: version.Name, Kind: spec.Names.Kind}
		var internal apiextensions.CustomResourceValidation
		if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(
			version.Schema, &internal, nil); err != nil {
			return err
		}
		structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		namespaced := spec.Scope == apiextensionsv1.NamespaceScoped
		customs[gvk] = custom{
			resource: spec.Names.Plural,
			schema:   structural,
			strategy: customresource.NewStrategy(unstructuredscheme.NewUnstructuredObjectTyper(), namespaced, gvk,
				validator, nil, structural, nil, nil, nil),
		}
	}
	return nil
}

// createCustom takes a custom resource through what a server does before it stores a new one: unknown
// fields are errors, then defaults, then the schema with its formats, list types and CEL rules.
func createCustom(kind custom, object *unstructured.Unstructured) error {
	object = object.DeepCopy()
	_, _, unknown, err := objectmeta.GetObjectMetaWithOptions(object.Object,
		objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return err
	}
	unknown = append(unknown, pruning.PruneWithOptions(object.Object, kind.schema, true,
		structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})...)
	var problems []error
	for _, path := range unknown {
		problems = append(problems, fmt.Errorf("unknown field %q", path))
	}
	defaulting.Default(object.Object, kind.schema)
	problems = append(problems, create(kind.strategy, object.GroupVersionKind(), kind.resource, object))
	return errors.Join(problems...)
}
