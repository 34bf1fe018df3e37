package manifests

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"espc.dev/e2e/golden"
)

// buildKustomization builds a folder as `kubectl apply -k` does and returns the objects that come of it.
func buildKustomization(path string) ([]golden.Document, error) {
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), path)
	if err != nil {
		return nil, err
	}
	data, err := resources.AsYaml()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return golden.Parse(golden.KustomizationFile, data)
}

// CheckKustomization reports whether a folder's kustomization.yaml builds, and to exactly the objects
// that the folder's own files hold: none is left out, added or renamed on the way.
func CheckKustomization(folder golden.Folder) error {
	built, err := buildKustomization(folder.Path)
	if err != nil {
		return err
	}
	want, got := identities(folder.Documents), identities(built)
	if !slices.Equal(want, got) {
		return fmt.Errorf("kustomize builds\n  %s\nfrom files that hold\n  %s",
			strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return nil
}

// identities are sorted; a server tells objects apart by them.
func identities(documents []golden.Document) []string {
	var all []string
	for _, document := range documents {
		object := document.Object
		all = append(all, fmt.Sprintf("%s %s/%s", object.GroupVersionKind().GroupKind(), object.GetNamespace(), object.GetName()))
	}
	slices.Sort(all)
	return all
}
