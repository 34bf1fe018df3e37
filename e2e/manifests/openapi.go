package manifests

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"
)

// errUnknownKind is returned for a kind that no schema at hand describes.
var errUnknownKind = errors.New("no schema describes this kind")

// openAPI validates objects against the OpenAPI v3 documents that a release of Kubernetes publishes,
// with every field that a document does not declare refused.
type openAPI struct {
	dir    string // api/openapi-spec/v3 of the release
	groups map[schema.GroupVersion]*openAPIGroup
}

type openAPIGroup struct {
	models    map[string]*spec.Schema
	converter managedfields.TypeConverter
}

// newOpenAPI finds the documents in the module cache: they are part of the k8s.io/kubernetes module that
// this module already builds with, so the version is the one in go.mod.
func newOpenAPI() (*openAPI, error) {
	const module = "k8s.io/kubernetes"
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m %s: %w", module, err)
	}
	dir := strings.TrimSpace(string(out))
	if dir == "" {
		return nil, fmt.Errorf("the module cache does not hold %s", module)
	}
	return &openAPI{
		dir:    filepath.Join(dir, "api", "openapi-spec", "v3"),
		groups: map[schema.GroupVersion]*openAPIGroup{},
	}, nil
}

// check returns what the OpenAPI document finds wrong with an object, twice over: as a schema (unknown
// and missing fields, types, formats, enumerations), and as server-side apply reads it (the keys of
// associative lists are unique). It returns errUnknownKind if Kubernetes itself does not serve the kind.
func (o *openAPI) check(object *unstructured.Unstructured) error {
	gvk := object.GroupVersionKind()
	group, err := o.group(gvk.GroupVersion())
	if err != nil {
		return err
	}
	model, err := group.model(gvk)
	if err != nil {
		return err
	}
	result := validate.NewSchemaValidator(model, nil, "", strfmt.Default).Validate(object.Object)
	_, err = group.converter.ObjectToTyped(object)
	return errors.Join(append(result.Errors, err)...)
}

func (o *openAPI) group(gv schema.GroupVersion) (*openAPIGroup, error) {
	if group, ok := o.groups[gv]; ok {
		return group, nil
	}
	name := "apis__" + gv.Group + "__" + gv.Version + "_openapi.json"
	if gv.Group == "" {
		name = "api__" + gv.Version + "_openapi.json"
	}
	data, err := os.ReadFile(filepath.Join(o.dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errUnknownKind
	}
	if err != nil {
		return nil, err
	}
	var document spec3.OpenAPI
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	models := document.Components.Schemas
	converter, err := managedfields.NewTypeConverter(models, false)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, model := range models {
		prepare(model)
	}
	group := &openAPIGroup{models: models, converter: converter}
	o.groups[gv] = group
	return group, nil
}

// model returns the schema of a kind with all references resolved.
func (g *openAPIGroup) model(gvk schema.GroupVersionKind) (*spec.Schema, error) {
	for name, model := range g.models {
		var kinds []schema.GroupVersionKind
		if err := model.Extensions.GetObject("x-kubernetes-group-version-kind", &kinds); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, kind := range kinds {
			if kind == gvk {
				const prefix = "#/components/schemas/"
				return resolver.PopulateRefs(func(ref string) (*spec.Schema, bool) {
					model, ok := g.models[strings.TrimPrefix(ref, prefix)]
					return model, ok
				}, prefix+name)
			}
		}
	}
	return nil, errUnknownKind
}

// prepare makes a published model fit to judge by. Published models leave objects open, but the server
// refuses undeclared fields when asked for strict validation; a model without any property is free-form
// by intent (raw JSON). The format int-or-string is a note to readers, which the validator takes for a
// format of strings; what it means is in the model's oneOf.
func prepare(model *spec.Schema) {
	if len(model.Properties) > 0 && model.AdditionalProperties == nil {
		model.AdditionalProperties = &spec.SchemaOrBool{Allows: false}
	}
	if model.Format == "int-or-string" {
		model.Format = ""
	}
}
