package cloudformation

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// EntryFile is the template that a folder's other templates are nested in.
const EntryFile = "template.yaml"

// stackType is the type of a nested stack.
const stackType = "AWS::CloudFormation::Stack"

// A Stack is one template with its nested stacks, as it would be deployed.
type Stack struct {
	// Name is the stack's name; that of a nested one begins with its parent's.
	Name string
	// ID is the stack's ARN once it is deployed.
	ID string
	// File is the template's path within its folder.
	File string
	// Resources by logical id.
	Resources map[string]*Resource

	place      Place
	parameters map[string]any // as given, defaults included
	outputs    map[string]any // unresolved
}

// A Resource is one resource of a stack.
type Resource struct {
	ID    string
	Type  string
	Stack *Stack
	// Nested is the stack of a resource that is one.
	Nested *Stack

	properties map[string]any
	kept       bool
	physical   string // once it is deployed
	identity   Identity
}

// String returns the resource's logical id, with its template's file where that is a nested one.
func (r *Resource) String() string {
	if r.Stack.File == EntryFile {
		return r.ID
	}
	return r.Stack.File + "#" + r.ID
}

// Kept reports whether the resource stays when its stack is deleted.
func (r *Resource) Kept() bool { return r.kept }

// template is a file as it is written.
type template struct {
	Parameters map[string]struct {
		Type    string `json:"type"`
		Default any    `json:"default"`
	}
	Resources map[string]struct {
		Type       string         `json:"type"`
		Condition  string         `json:"condition"`
		Properties map[string]any `json:"properties"`
		// DeletionPolicy is what becomes of it when its stack goes.
		DeletionPolicy string
	}
	Outputs map[string]struct {
		Value any `json:"value"`
	}
	Conditions, Mappings map[string]any
	Transform            any
}

// shortForm finds tags such as !Ref, which a YAML reader that knows no CloudFormation drops without a word.
var shortForm = regexp.MustCompile(`(?m)(^|[\s\[{,])![A-Z]`)

// Load reads the template of a folder and those nested in it, as a stack in a place. parameters are values of the
// template's own.
func Load(folder fs.FS, name string, place Place, parameters map[string]string) (*Stack, error) {
	given := map[string]any{}
	for k, v := range parameters {
		given[k] = v
	}
	return load(folder, EntryFile, name, place, given)
}

func load(folder fs.FS, file, name string, place Place, given map[string]any) (*Stack, error) {
	data, err := fs.ReadFile(folder, file)
	if err != nil {
		return nil, err
	}
	if shortForm.Match(data) {
		return nil, fmt.Errorf("%s: the short form of an intrinsic function is not read", file)
	}
	var t template
	document, err := yaml.YAMLToJSONStrict(data)
	if err == nil {
		err = json.Unmarshal(document, &t)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(t.Conditions)+len(t.Mappings) > 0 || t.Transform != nil {
		return nil, fmt.Errorf("%s: conditions, mappings and transforms are not modelled", file)
	}
	if len(t.Resources) == 0 {
		return nil, fmt.Errorf("%s has no resources", file)
	}
	s := &Stack{Name: name, File: file, Resources: map[string]*Resource{}, place: place, parameters: map[string]any{}, outputs: map[string]any{}}
	for name, p := range t.Parameters {
		if p.Default != nil {
			s.parameters[name] = p.Default
		}
	}
	for name, value := range given {
		if _, declared := t.Parameters[name]; !declared {
			return nil, fmt.Errorf("%s: there is no parameter %s", file, name)
		}
		s.parameters[name] = value
	}
	for name, o := range t.Outputs {
		s.outputs[name] = o.Value
	}
	for id, r := range t.Resources {
		if r.Condition != "" {
			return nil, fmt.Errorf("%s: %s: conditions are not modelled", file, id)
		}
		s.Resources[id] = &Resource{ID: id, Type: r.Type, Stack: s, properties: r.Properties, kept: strings.HasPrefix(r.DeletionPolicy, "Retain")}
	}
	return s, s.nest(folder)
}

// nest loads the stacks that the template nests, with the values that it hands them.
func (s *Stack) nest(folder fs.FS) error {
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		r := s.Resources[id]
		if r.Type != stackType {
			continue
		}
		// A compiled folder names the file; its address in a bucket is known when it is deployed.
		url, ok := r.properties["TemplateURL"].(string)
		if !ok || !fs.ValidPath(url) {
			return fmt.Errorf("%s: TemplateURL is %v, no file of the folder", r, r.properties["TemplateURL"])
		}
		handed, _ := r.properties["Parameters"].(map[string]any)
		given := map[string]any{}
		for name, value := range handed {
			given[name] = deferred{s, value}
		}
		nested, err := load(folder, path.Clean(url), s.Name+"-"+id, s.place, given)
		if err != nil {
			return err
		}
		r.Nested = nested
	}
	return nil
}

// All returns the resources of the stack and of those nested in it, sorted by stack and id; the nested stacks themselves
// are not among them.
func (s *Stack) All() []*Resource {
	var out []*Resource
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		if r := s.Resources[id]; r.Nested == nil {
			out = append(out, r)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		if r := s.Resources[id]; r.Nested != nil {
			out = append(out, r.Nested.All()...)
		}
	}
	return out
}

// Find returns the one resource with a logical id in the stack or those nested in it, or nil.
func (s *Stack) Find(id string) *Resource {
	for _, r := range s.All() {
		if r.ID == id {
			return r
		}
	}
	return nil
}
