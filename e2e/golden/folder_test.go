package golden

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

func TestFoldersAreNamedByExampleAndEnvironment(t *testing.T) {
	root := writeFiles(t, map[string]string{
		"shop/prod/kubernetes/a.yaml":               object + "---\n" + object,
		"shop/prod/kubernetes/kustomization.yaml":   "resources: [a.yaml]\n",
		"shop/prod/aws/template.yaml":               "Resources: {}\n",
		"polyglot/hcl/default/kubernetes/a.yaml":    object,
		"polyglot/hcl/default/kubernetes/.manifest": "a.yaml\n",
	})
	folders, err := Folders(root)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, folder := range folders {
		for _, document := range folder.Documents {
			got = append(got, folder.Example+" "+folder.Environment+" "+document.String())
		}
	}
	want := []string{
		"polyglot/hcl default a.yaml: ConfigMap a",
		"shop prod a.yaml: ConfigMap a",
		"shop prod a.yaml: ConfigMap a",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnEnvironmentMayBeCalledAsABackend(t *testing.T) {
	root := writeFiles(t, map[string]string{"orders/aws/aws/template.yaml": "Resources: {}\n", "orders/aws/documents/asyncapi.yaml": "{}\n", "orders/kubernetes/kubernetes/a.yaml": object})
	templates, err := Templates(root)
	if err != nil || len(templates) != 1 || templates[0].Name() != "orders/aws" {
		t.Errorf("%v, %v", templates, err)
	}
	folders, err := Folders(root)
	if err != nil || len(folders) != 1 || folders[0].Name() != "orders/kubernetes" {
		t.Errorf("%v, %v", folders, err)
	}
}

func TestNothingToJudgeIsAnError(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no folder":         {map[string]string{"shop/prod/aws/template.yaml": ""}, "holds no <example>/<environment>/kubernetes folder"},
		"no objects":        {map[string]string{"shop/prod/kubernetes/kustomization.yaml": "resources: []\n"}, "holds no objects"},
		"one of two empty":  {map[string]string{"a/b/kubernetes/a.yaml": object, "c/d/kubernetes/README.md": ""}, "holds no objects"},
		"an empty document": {map[string]string{"a/b/kubernetes/a.yaml": object + "---\n# nothing\n---\n" + object}, "document 1"},
		"no kind":           {map[string]string{"a/b/kubernetes/a.yaml": "apiVersion: v1\nmetadata: {name: a}\n"}, "'Kind' is missing"},
		"no name":           {map[string]string{"a/b/kubernetes/a.yaml": "apiVersion: v1\nkind: Secret\n"}, "metadata.name"},
		"a duplicate key":   {map[string]string{"a/b/kubernetes/a.yaml": object + "kind: Secret\n"}, `"kind" already set`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Folders(writeFiles(t, test.files))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func writeFiles(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
