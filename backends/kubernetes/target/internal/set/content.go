package set

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// Content is what a revision held: its files, without the values of Secrets.
type Content struct {
	Files []File
	// Secrets are the Secrets whose values are left out.
	Secrets []Secret
}

// File is one file; Path is relative to the output folder.
type File struct {
	Path string
	Data []byte
}

// Secret names a Secret whose values are not in the content, and the keys that it has.
type Secret struct {
	Namespace string   `json:"namespace,omitempty"`
	Name      string   `json:"name"`
	Keys      []string `json:"keys"`
}

// Packed is a content as a ConfigMap keeps it.
type Packed struct {
	// Digest is that of the content before compression, so that it is the same for every compressor.
	Digest string
	Data   []byte
}

type contentJSON struct {
	FormatVersion string     `json:"format_version"`
	Files         []fileJSON `json:"files"`
	Secrets       []Secret   `json:"secrets,omitempty"`
}

type fileJSON struct {
	Path string `json:"path"`
	// Text or, for what is no UTF-8, Binary.
	Text   string `json:"content,omitempty"`
	Binary []byte `json:"binary,omitempty"`
}

// Pack encodes a content. Its error is *TooLarge, with the digest nevertheless.
func Pack(c Content) (Packed, error) {
	out := contentJSON{FormatVersion: formatVersion, Files: make([]fileJSON, len(c.Files)), Secrets: c.Secrets}
	for i, f := range c.Files {
		out.Files[i].Path = f.Path
		if utf8.Valid(f.Data) {
			out.Files[i].Text = string(f.Data)
		} else {
			out.Files[i].Binary = f.Data
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return Packed{}, err
	}
	p := Packed{Digest: digest(text)}
	if len(text) > maxInflated {
		return p, &TooLarge{"what was applied", len(text), maxInflated}
	}
	if p.Data = deflate(text); len(p.Data) > MaxSize {
		err = &TooLarge{"what was applied", len(p.Data), MaxSize}
		p.Data = nil
	}
	return p, err
}

// Unpack decodes a content and checks it against its digest.
func Unpack(p Packed) (*Content, error) {
	text, err := inflate(p.Data)
	if err != nil {
		return nil, err
	}
	if digest(text) != p.Digest {
		return nil, errors.New("it is not what was applied: its digest differs")
	}
	var in contentJSON
	if json.Unmarshal(text, &in) != nil {
		return nil, errors.New("what it holds is no JSON of files")
	}
	if in.FormatVersion != formatVersion {
		return nil, errors.New("it has the format version " + quoted(in.FormatVersion))
	}
	c := &Content{Files: make([]File, len(in.Files)), Secrets: in.Secrets}
	for i, f := range in.Files {
		c.Files[i] = File{Path: f.Path, Data: f.Binary}
		if f.Binary == nil {
			c.Files[i].Data = []byte(f.Text)
		}
	}
	return c, nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return digestPrefix + hex.EncodeToString(sum[:])
}

// ConfigMap is the immutable ConfigMap that keeps a content of the parent's set.
func (p *Parent) ConfigMap(c Packed) ([]byte, error) {
	frozen := true
	o := configMap{APIVersion: "v1", Kind: "ConfigMap", Immutable: &frozen, BinaryData: map[string][]byte{keyContent: c.Data}}
	o.Metadata.Name, o.Metadata.Namespace = ContentName(p.Name, c.Digest), p.Namespace
	o.Metadata.Labels = map[string]string{LabelManagedBy: Tool, LabelTopology: p.Topology, LabelContentOf: ID(p.Name, p.Namespace)}
	o.Metadata.Annotations = map[string]string{AnnotationDigest: c.Digest}
	return json.Marshal(o)
}

const keyContent = "content"

// Kept is a ConfigMap that may keep a content, as it is in the cluster.
type Kept struct {
	Name, UID string
	// Set is the id of the set that it belongs to, "" for a ConfigMap that is none of ours.
	Set    string
	Packed Packed
}

// ParseConfigMap reads the ConfigMap of a content, or its metadata alone.
func ParseConfigMap(data []byte) (Kept, error) {
	var o configMap
	if err := json.Unmarshal(data, &o); err != nil {
		return Kept{}, errors.New("the answer is no ConfigMap")
	}
	m := &o.Metadata
	return Kept{Name: m.Name, UID: m.UID, Set: m.Labels[LabelContentOf], Packed: Packed{m.Annotations[AnnotationDigest], bytes.Clone(o.BinaryData[keyContent])}}, nil
}
