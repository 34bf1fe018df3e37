package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Saved is a plan in a file: all that apply needs, and what must still be so for it to be applied.
type Saved struct {
	FormatVersion string `json:"format_version"`
	// Dir is the topology's folder, relative to the plan's own.
	Dir string `json:"dir"`
	// Inputs are the digests of the files the plan was made from, by name.
	Inputs map[string]string `json:"inputs"`
	// Outputs are what is to be applied, a part for each backend, in the order in which that is done.
	Outputs []SavedOutput `json:"outputs"`
	// Documents are the documents to be written beside files; nil where all goes to live targets.
	Documents *SavedDocuments `json:"documents,omitempty"`
	// Adopt is set when the plan takes over what is there and belongs to nobody.
	Adopt bool      `json:"adopt,omitempty"`
	Plan  *Document `json:"plan"`
	// Integrity is the digest of everything else in the file.
	Integrity string `json:"integrity"`
}

// SavedOutput is one backend's part of a saved plan.
type SavedOutput struct {
	Backend string `json:"backend"`
	// Target is the identity of the target, and State the digest of what it held.
	Target string `json:"target"`
	State  string `json:"state"`
	// Live says where the target is if it is a live one, and Prepared what it keeps of the plan.
	Live     map[string]string `json:"live,omitempty"`
	Prepared string            `json:"prepared,omitempty"`
	// Binding tells the target from others of its name, and Revision is the newest that it had.
	Binding  string `json:"binding,omitempty"`
	Revision int    `json:"revision,omitempty"`
	// Folder is where the files go, relative to the topology's folder, with slashes.
	Folder string      `json:"folder"`
	Files  []SavedFile `json:"files"`
}

// SavedDocuments are the documents of an environment, and their folder, relative to the topology's.
type SavedDocuments struct {
	Folder string      `json:"folder"`
	Files  []SavedFile `json:"files"`
}

// Artifacts returns the files to be written.
func (d *SavedDocuments) Artifacts() []backends.Artifact { return artifacts(d.Files) }

// SavedFile is one file to be written.
type SavedFile struct {
	Path    string `json:"path"`
	Content []byte `json:"content"`
}

// Artifacts returns the files to be written.
func (o *SavedOutput) Artifacts() []backends.Artifact { return artifacts(o.Files) }

func artifacts(files []SavedFile) []backends.Artifact {
	out := make([]backends.Artifact, len(files))
	for i, f := range files {
		out[i] = backends.Artifact{Path: f.Path, Data: f.Content}
	}
	return out
}

// NewFiles returns the topology files that a folder holds and the plan was not made from.
func (s *Saved) NewFiles(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, known := s.Inputs[name]
		return known
	})
}

// Inputs returns the digests of files by name, as a saved plan binds them.
func Inputs(files []*diag.File) map[string]string {
	m := make(map[string]string, len(files))
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		m[f.Name] = hex.EncodeToString(sum[:])
	}
	return m
}

// Bytes returns the file's content.
func (s *Saved) Bytes() ([]byte, error) {
	s.FormatVersion = FormatVersion
	var err error
	if s.Integrity, err = s.digest(); err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(s, "", "  ")
	return append(out, '\n'), err
}

func (s *Saved) digest() (string, error) {
	c := *s
	c.Integrity = ""
	b, err := json.Marshal(&c)
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:]), err
}

// IsSaved reports whether a file's content is a saved plan of any version, be it damaged: what plan --out may replace.
func IsSaved(content []byte) bool {
	var head struct {
		FormatVersion string `json:"format_version"`
		Integrity     string `json:"integrity"`
	}
	return json.Unmarshal(content, &head) == nil && head.FormatVersion != "" && head.Integrity != ""
}

// ParseSaved reads a saved plan. It refuses what is damaged, changed, or of another version.
func ParseSaved(name string, content []byte) (*Saved, diag.List) {
	again := "name a file that espc plan --out wrote, or make the plan again"
	var version struct {
		FormatVersion string `json:"format_version"`
		Integrity     string `json:"integrity"`
	}
	damaged := func(why string) (*Saved, diag.List) {
		return nil, diag.List{diag.PlanIntegrity.At(diag.Range{}, "%s %s", name, why).WithFix("%s", again)}
	}
	if json.Unmarshal(content, &version) != nil || version.FormatVersion == "" || version.Integrity == "" {
		return damaged("is not a saved plan, or only part of one")
	}
	if version.FormatVersion != FormatVersion {
		return nil, diag.List{diag.PlanVersion.At(diag.Range{}, "%s has format version %q, and this espc applies %q", name, version.FormatVersion, FormatVersion).WithFix("%s", again)}
	}
	s := &Saved{}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if d.Decode(s) != nil || d.More() || s.Plan == nil {
		return damaged("is not a saved plan, or only part of one")
	}
	written := s.Integrity
	if again, err := s.Bytes(); err != nil || s.Integrity != written || !bytes.Equal(again, content) { // JSON forgives what a file may not
		return damaged("was changed since it was written")
	}
	if !s.sound() {
		return damaged("says what no plan says")
	}
	return s, nil
}

// StaleInputs returns the names of files whose content is no longer what the plan was made from, sorted.
func (s *Saved) StaleInputs(now map[string]string) []string {
	var stale []string
	for name, digest := range s.Inputs {
		if now[name] != digest {
			stale = append(stale, name)
		}
	}
	for name := range now {
		if _, ok := s.Inputs[name]; !ok {
			stale = append(stale, name)
		}
	}
	slices.Sort(stale)
	return stale
}
