package manifests

import (
	"os"
	"path/filepath"
	"testing"

	"espc.dev/e2e/golden"
)

func TestKustomizeBuildsExactlyTheObjectsOfEveryGoldenFolder(t *testing.T) {
	for _, folder := range goldenFolders(t) {
		t.Run(folder.Name(), func(t *testing.T) {
			if err := CheckKustomization(folder); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAKustomizationThatIsNotThisFolderIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		kustomization string
		valid         bool
	}{
		"names the file":             {"resources: [shop.yaml]\n", true},
		"leaves the file out":        {"resources: []\n", false},
		"names a file too many":      {"resources: [shop.yaml, other.yaml]\n", false},
		"has an unknown field":       {"resources: [shop.yaml]\nresource: [shop.yaml]\n", false},
		"renames what the files say": {"resources: [shop.yaml]\nnamePrefix: x-\n", false},
		"is not there":               {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			path := filepath.Join(root, "shop", "prod", golden.Backend)
			if err := os.MkdirAll(path, 0o777); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(path, "shop.yaml"), readFixture(t))
			if test.kustomization != "" {
				writeFile(t, filepath.Join(path, golden.KustomizationFile), test.kustomization)
			}
			folder, err := golden.Load(root, path)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckKustomization(folder); (err == nil) != test.valid {
				t.Errorf("valid %t, want %t: %v", err == nil, test.valid, err)
			}
		})
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
