package main

import (
	"os"
	"path/filepath"
)

// tool is one program with its form of the workload.
type tool struct {
	Name    string // as the report shows it
	Binary  string
	Version []string // arguments that print the version
	Args    []string // run in the folder of its files, objects on standard output
	Files   map[string]writer
	Kind    string // what stands before the kind of a top-level object in its output; see count

	Each    func(service) (name, content string) // one more file for each service
	Objects []string                             // the kinds of objects that each service has at least, if not those of kinds
	Folder  bool                                 // it writes files into a folder, folderOf its own, in place of standard output
}

// tools lists what is compared. The first is the one that ratios relate to.
func tools(o Options) []tool {
	espc := func(name string, files map[string]writer) tool {
		return tool{Name: name, Binary: o.Espc, Version: []string{"version"}, Args: []string{"compile", "--stdout"}, Files: files, Kind: "kind: "}
	}
	return []tool{
		espc("espc compile, HCL", espcHCL()),
		espc("espc compile, CUE", espcCUE()),
		espc("espc compile, Jsonnet", espcJsonnet()),
		{
			Name: "helm template", Binary: filepath.Join(o.Peers, "helm"), Version: []string{"version", "--short"},
			Args: []string{"template", "bench", "."}, Files: helmFiles(), Kind: "kind: ",
		},
		{
			Name: "cue export, YAML", Binary: filepath.Join(o.Peers, "cue"), Version: []string{"version"},
			Args: []string{"export", "-e", "objects", "--out", "yaml"}, Files: cueFiles(), Kind: "  kind: ",
		},
		{
			Name: "jsonnet", Binary: filepath.Join(o.Peers, "jsonnet"), Version: []string{"--version"},
			Args: []string{"main.jsonnet"}, Files: jsonnetFiles(), Kind: `      "kind": "`,
		},
	}
}

// available splits the tools into those whose binary is there and the names of the others.
func available(all []tool) (present []tool, missing []string) {
	for _, t := range all {
		if _, err := os.Stat(t.Binary); err != nil {
			missing = append(missing, t.Name)
			continue
		}
		present = append(present, t)
	}
	return present, missing
}
