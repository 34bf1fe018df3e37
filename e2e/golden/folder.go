package golden

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Backend is the name of the folder that holds Kubernetes output: <example>/<environment>/kubernetes.
const Backend = "kubernetes"

// KustomizationFile is the one YAML file of a folder that is no manifest.
const KustomizationFile = "kustomization.yaml"

// A Folder is what one example compiles to for one environment on Kubernetes.
type Folder struct {
	Path        string // on disk
	Example     string // slash-separated, such as "shop" or "polyglot/hcl"
	Environment string
	Documents   []Document // in the order of file names, then as written
}

// Name is "<example>/<environment>", for test names and messages.
func (f Folder) Name() string { return f.Example + "/" + f.Environment }

// Root is where the repository keeps its compiled output, for tests of packages one level below this
// module's root. It is a link within the module: go test takes a result out of its cache unless a file
// changed that the test had opened below the module's root, and the output itself is not there.
const Root = "../testdata/golden"

// Folders loads every Kubernetes folder below root, sorted by path. Finding none, or one without
// objects, is an error: a suite that has nothing to judge must not pass.
func Folders(root string) ([]Folder, error) {
	folders, err := find(root, Backend)
	if err != nil {
		return nil, err
	}
	var problems []error
	for i := range folders {
		problems = append(problems, folders[i].load())
	}
	return folders, errors.Join(problems...)
}

// Load reads every manifest of one folder; root gives the example and environment their names.
func Load(root, path string) (Folder, error) {
	relative, err := filepath.Rel(root, path)
	if err != nil {
		return Folder{}, err
	}
	folder := named(root, relative)
	return folder, folder.load()
}

// named returns the folder at a path below root, <example>/<environment>/<backend>.
func named(root, path string) Folder {
	environment := filepath.Dir(filepath.FromSlash(path))
	return Folder{
		Path:        filepath.Join(root, filepath.FromSlash(path)),
		Example:     filepath.ToSlash(filepath.Dir(environment)),
		Environment: filepath.Base(environment),
	}
}

// load reads every manifest of the folder.
func (f *Folder) load() error {
	err := filepath.WalkDir(f.Path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == KustomizationFile || !isYAML(entry.Name()) {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(f.Path, file)
		if err != nil {
			return err
		}
		documents, err := Parse(filepath.ToSlash(name), data)
		f.Documents = append(f.Documents, documents...)
		return err
	})
	if err == nil && len(f.Documents) == 0 {
		err = fmt.Errorf("%s holds no objects", f.Path)
	}
	return err
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}
