package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/compiler/compatibility"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxBreaks is how many breaks of one document are told.
const maxBreaks = 20

// breaking compares the documents that a target holds with those that it is to hold. A declared schema says itself which changes it
// allows; what is made of the topology has nobody to say so, and is only warned about.
func (d *deployment) breaking() diag.List {
	registrar, ok := d.backend.(backends.Registrar)
	if _, past := d.target.(recorded); !ok || past || d.documents == nil {
		return nil
	}
	var ds diag.List
	held := registrar.Documents(d.state.Objects)
	for _, now := range registrar.Documents(d.desired.Objects) {
		i := slices.IndexFunc(held, func(old backends.Document) bool { return old.ID == now.ID })
		j := slices.IndexFunc(d.documents, func(x documents.Document) bool { return x.Key() == now.ID })
		if i >= 0 && j >= 0 && held[i].Text != now.Text {
			ds = append(ds, compareDocuments(held[i], now, &d.documents[j])...)
		}
	}
	return ds
}

// compareDocuments reports what a change of a document breaks, at the places of the new one.
func compareDocuments(old, now backends.Document, d *documents.Document) diag.List {
	declared := d.Address.Kind == schema.KindSchema
	mode := compatibility.Mode(now.Compatibility)
	if !declared {
		if mode = compatibility.Backward; d.Format == documents.JSONSchema {
			return nil // a model's: what of it is offered to others, the API's design has
		}
	}
	ds := sameVersion(old, now, d, declared)
	breaks, err := compatibility.Check(versionOf(old, d), versionOf(now, d), mode)
	if err != nil {
		return append(ds, diag.NotComparable.At(d.Node.Origin.KeyPlace(), "%s can't be compared with what is there: %s", d.Subject(), err).
			WithAddress(d.Address.String()).WithFix("look at the change yourself; the next plan compares with what is applied now"))
	}
	for i, b := range breaks {
		if i == maxBreaks {
			return append(ds, told(d, declared).At(d.Node.Origin.KeyPlace(), "%d more changes break those who rely on %s", len(breaks)-i, d.Subject()).
				WithAddress(d.Address.String()).WithFix("%s", wayOut(d, declared)))
		}
		ds = append(ds, told(d, declared).At(placeOf(d, b), "%s of %s %s: %s", b.Pointer, d.Subject(), b.Reason, consequence(d, b)).
			WithAddress(d.Address.String()).WithFix("%s", wayOut(d, declared)))
	}
	return ds
}

// versionOf is a document as it is compared. Its name says which language it is in, and no person reads it.
func versionOf(x backends.Document, d *documents.Document) compatibility.Version {
	name := "document.json"
	if text := strings.TrimSpace(x.Text); !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, `"`) {
		name = "document.yaml" // of which JSON is a part, read by a parser of its own
	}
	return compatibility.Version{Format: x.Format, File: diag.NewFile(name, []byte(x.Text)), Outline: d.Address.Kind != schema.KindSchema}
}

func told(d *documents.Document, declared bool) *diag.Code {
	switch {
	case declared:
		return diag.BreakingSchema
	case d.Format == documents.AsyncAPI:
		return diag.BreakingEvents
	}
	return diag.BreakingAPI
}

// consequence says who can't go on.
func consequence(d *documents.Document, b compatibility.Break) string {
	switch {
	case d.Format == documents.OpenAPI && b.Forward:
		return "clients of the new one can't use what is there"
	case d.Format == documents.OpenAPI:
		return "clients of what is there can't go on"
	case d.Format == documents.AsyncAPI && b.Forward:
		return "who relies on the new one can't use what is there"
	case d.Format == documents.AsyncAPI:
		return "who relies on what is there can't go on"
	case b.Forward:
		return "who reads by the schema that is there can't read what is written by the new one"
	}
	return "what was written by the schema that is there can't be read by the new one"
}

func wayOut(d *documents.Document, declared bool) string {
	switch {
	case declared && d.Compatibility.V == string(compatibility.Full):
		return `take the change back, or give the new form a schema of its own; compatibility = "backward", "forward" or "none" allows more`
	case declared:
		return `take the change back, or give the new form a schema of its own; compatibility = "none" allows it`
	}
	return "nothing to do where nobody relies on it; else keep the old one beside the new one for a while"
}

// sameVersion warns where the content changes and the version that somebody wrote does not rise. Spaces are no content.
func sameVersion(old, now backends.Document, d *documents.Document, declared bool) diag.List {
	if !declared || !d.Version.Written() || compatibility.Same(versionOf(old, d), versionOf(now, d)) || risen(old.Version, now.Version) {
		return nil
	}
	how := "its version is still " + d.Version.V
	if old.Version != now.Version {
		how = fmt.Sprintf("its version goes from %s down to %s", old.Version, d.Version.V)
	}
	return diag.List{diag.SameVersion.At(d.Version.Node.Range(), "%s changes, and %s", d.Address, how).
		WithAddress(d.Address.String()).WithFix("raise version, or leave it out where the registry counts")}
}

// risen reports whether a version is higher than another, number by number. One that was not known rises to any.
func risen(old, now string) bool {
	was, is := strings.Split(old, "."), strings.Split(now, ".")
	for i := range min(len(was), len(is)) {
		a, errA := strconv.Atoi(was[i])
		b, errB := strconv.Atoi(is[i])
		switch {
		case errA != nil || errB != nil:
			return old != now
		case a != b:
			return a < b
		}
	}
	return len(is) > len(was) || old == ""
}

// placeOf returns the place of a break in the file that says it: that of the pointer, or of the nearest part around it.
func placeOf(d *documents.Document, b compatibility.Break) diag.Range {
	if d.Source != nil && b.Line > 0 {
		file := diag.NewFile(d.Source.Path, d.Source.Files[0].Data)
		return diag.Range{File: file, Start: int32(file.Offset(b.Line, b.Column)), End: int32(file.Offset(b.Line, len(file.Data)))}
	}
	place, n := d.Node.Origin.KeyPlace(), d.Tree
	if n != nil && d.Address.Kind == schema.KindSchema && !n.Range().IsZero() {
		place = n.Range()
	}
	pointer, ok := strings.CutPrefix(b.Pointer, "#/")
	if n == nil || !ok {
		return firstLine(place)
	}
	for part := range strings.SplitSeq(pointer, "/") {
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if i, err := strconv.Atoi(part); err == nil && n.Kind == tree.List && i >= 0 && i < len(n.Items) {
			n = n.Items[i]
		} else {
			n = n.Get(part)
		}
		if n == nil {
			break
		}
		if at := n.Origin.KeyPlace(); !at.IsZero() {
			place = at
		}
	}
	return firstLine(place)
}

// firstLine is a place of one line: of a part with many, where it begins.
func firstLine(r diag.Range) diag.Range {
	if r.File == nil {
		return r
	}
	for i := r.Start; i < r.End; i++ {
		if r.File.Data[i] == '\n' {
			r.End = i
		}
	}
	return r
}
