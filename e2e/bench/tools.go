package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
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

	Before []string                  // arguments of a run before the first one that counts
	Says   func(services int) string // what its output has to say, if it is not objects

	Each    func(service) (name, content string) // one more file for each service
	Objects []string                             // the kinds of objects that each service has at least, if not those of kinds
	Folder  bool                                 // it writes files into a folder, folderOf its own, in place of standard output
}

// language is one of those that a topology is written in, with the workload in it.
type language struct {
	Name  string
	Files map[string]writer
}

func languages() []language {
	return []language{{"HCL", espcHCL()}, {"CUE", espcCUE()}, {"Jsonnet", espcJsonnet()}}
}

// espc runs a command of espc's from each language.
func espc(o Options, command string, t tool) []tool {
	var out []tool
	for _, l := range languages() {
		t := t
		t.Name, t.Binary, t.Version, t.Files = "espc "+command+", "+l.Name, o.Espc, []string{"version"}, l.Files
		out = append(out, t)
	}
	return out
}

// commands lists the commands that write no objects: the plan is that of a topology whose objects are as it says, read from
// the files that it was compiled to.
func commands(o Options) []tool {
	return append(
		espc(o, "validate", tool{Args: []string{"validate"}, Says: func(int) string { return "The topology is valid." }}),
		espc(o, "plan", tool{Before: []string{"compile"}, Args: []string{"plan"}, Says: func(services int) string {
			return fmt.Sprintf("No changes: %d objects are as the topology says.", len(kinds)*services+2)
		}})...)
}

// tools lists what is compared. The first is the one that ratios relate to.
func tools(o Options) []tool {
	return append(espc(o, "compile", tool{Args: []string{"compile", "--stdout"}, Kind: "kind: "}), []tool{
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
	}...)
}

// copied returns the options with copies of the binaries. How much of a binary's file counts as memory depends on how the file was
// written: the kernel may hold it in large pages, of which a process gets all when it touches a part. Copies are alike.
func (o Options) copied(dir string) (Options, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return o, err
	}
	from := []string{o.Espc}
	for _, peer := range []string{"helm", "cue", "jsonnet", "kubectl", "kapp"} {
		from = append(from, filepath.Join(o.Peers, peer))
	}
	for i, name := range from {
		err := copyFile(filepath.Join(dir, filepath.Base(name)), name)
		if errors.Is(err, fs.ErrNotExist) && i > 0 {
			continue // it is said to be missing
		}
		if err != nil {
			return o, err
		}
	}
	o.Espc, o.Peers = filepath.Join(dir, filepath.Base(o.Espc)), dir
	return o, nil
}

// copyFile copies a program.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
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
