package cli

import (
	"bufio"
	"fmt"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema/tree"
)

// documents is what compile --stdout prints as JSON.
type documents struct {
	FormatVersion string            `json:"format_version"`
	Outputs       []documentsOutput `json:"outputs"`
}

// documentsOutput is what one backend made of an environment: objects, or the template.
type documentsOutput struct {
	Environment string       `json:"environment"`
	Backend     string       `json:"backend"`
	Documents   []*tree.Node `json:"documents"`
}

// printObjects prints the documents that show objects, without what only a folder needs (kustomization.yaml).
func (a *app) printObjects(all []*built) error {
	if a.output == "json" {
		return a.printDocuments(all)
	}
	w := bufio.NewWriterSize(a.io.Out, 1<<20)
	first := true
	for _, b := range all {
		for _, r := range b.outputs {
			for _, artifact := range r.shownArtifacts() {
				if !first {
					fmt.Fprintln(w, "---")
				}
				first = false
				if _, err := w.Write(artifact.Bytes()); err != nil {
					return err
				}
			}
		}
	}
	return w.Flush()
}

func (a *app) printDocuments(all []*built) error {
	result := documents{FormatVersion: "1", Outputs: []documentsOutput{}}
	for _, b := range all {
		for _, r := range b.outputs {
			o := documentsOutput{Environment: b.env, Backend: r.backend.Info().Name, Documents: []*tree.Node{}}
			for _, artifact := range r.shownArtifacts() {
				o.Documents = append(o.Documents, artifact.Docs...)
			}
			result.Outputs = append(result.Outputs, o)
		}
	}
	return view.JSON(a.io.Out, result)
}

// shownArtifacts returns the artifacts that hold objects.
func (r *rendered) shownArtifacts() []backends.Artifact {
	var out []backends.Artifact
	for _, artifact := range r.artifacts {
		if len(artifact.Docs) > 0 && (artifact.Path != r.backend.Info().Entry || len(r.artifacts) == 1) {
			out = append(out, artifact)
		}
	}
	return out
}
