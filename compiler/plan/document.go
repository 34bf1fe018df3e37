package plan

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// FormatVersion is the version of Document and of saved plans. Readers ignore keys they do not know; a change that they
// could misread raises it.
const FormatVersion = "1"

// Document is a plan as JSON, over all backends of an environment. It keeps terraform's names where they mean the same.
type Document struct {
	FormatVersion string           `json:"format_version"`
	Environment   string           `json:"environment"`
	Targets       []TargetDocument `json:"targets"`
	Changes       []ChangeDocument `json:"resource_changes"`
	// Suppressed are differences that are no changes, and why.
	Suppressed  []SuppressedDocument `json:"suppressed,omitempty"`
	Permissions Permissions          `json:"permissions"`
	Outputs     []Output             `json:"outputs,omitempty"`
	Summary     Summary              `json:"summary"`
	// Documents are the files with documents that change, nil for none.
	Documents *DocumentFiles `json:"documents,omitempty"`
	// Made is how many changes of a saved plan an earlier run had made: they are in Changes no more.
	Made int `json:"made,omitempty"`
}

// Output is one output of the topology. Known is false for what only the deployed target can tell: Backend's, which calls
// it Key. Asked is set once that target is deployed and has told what it knows.
type Output struct {
	Name    string     `json:"name"`
	Value   *tree.Node `json:"value,omitempty"`
	Known   bool       `json:"known"`
	Backend string     `json:"backend,omitempty"`
	Key     string     `json:"key,omitempty"`
	Asked   bool       `json:"-"`
}

// Tell fills in the outputs that a deployed target tells, by its keys.
func (d *Document) Tell(backend string, outputs map[string]string) {
	for i := range d.Outputs {
		o := &d.Outputs[i]
		if o.Known || o.Backend != backend {
			continue
		}
		o.Asked = true
		if value, ok := outputs[o.Key]; ok {
			o.Value, o.Known = tree.NewString(value), true
		}
	}
}

// TargetDocument is one target that was compared with.
type TargetDocument struct {
	Backend string `json:"backend"`
	Target  string `json:"target"`
}

// ChangeDocument is the change of one object.
type ChangeDocument struct {
	Backend   string          `json:"backend"`
	Address   string          `json:"address"`
	Type      string          `json:"type"`
	Namespace string          `json:"namespace,omitempty"`
	Name      string          `json:"name"`
	Entity    string          `json:"entity,omitempty"`
	File      string          `json:"file,omitempty"`
	Source    *Place          `json:"source,omitempty"`
	Change    Values          `json:"change"`
	Fields    []FieldDocument `json:"fields,omitempty"`
	Restarts  bool            `json:"restarts,omitempty"`
	Reason    string          `json:"action_reason,omitempty"`
	Effect    string          `json:"effect,omitempty"`
}

// Values are the whole object before and after.
type Values struct {
	Actions []string   `json:"actions"`
	Before  *tree.Node `json:"before"`
	After   *tree.Node `json:"after"`
	Replace []string   `json:"replace_paths,omitempty"`
}

// FieldDocument is one field that differs.
type FieldDocument struct {
	Path   string     `json:"path"`
	Before *tree.Node `json:"before"`
	After  *tree.Node `json:"after"`
	Source *Place     `json:"source,omitempty"`
	// By names who set Before in a live target, where that is not what was applied.
	By string `json:"drifted_by,omitempty"`
}

// SuppressedDocument is an object's difference that is no change.
type SuppressedDocument struct {
	Backend string          `json:"backend"`
	Address string          `json:"address"`
	Type    string          `json:"type"`
	Reason  string          `json:"reason"`
	Fields  []FieldDocument `json:"fields"`
}

// Place is a place in a file: the line and column count from 1.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Permissions are what a plan newly allows and no longer allows.
type Permissions struct {
	Widened  []PermissionDocument `json:"widened"`
	Narrowed []PermissionDocument `json:"narrowed"`
}

// PermissionDocument is one permission, in words.
type PermissionDocument struct {
	Backend string `json:"backend"`
	Key     string `json:"key"`
	Text    string `json:"text"`
	Address string `json:"address"`
	Source  *Place `json:"source,omitempty"`
}

// Summary counts the objects by what happens to them.
type Summary struct {
	Create    int `json:"create"`
	Update    int `json:"update"`
	Replace   int `json:"replace"`
	Delete    int `json:"delete"`
	Adopt     int `json:"adopt"`
	Unchanged int `json:"unchanged"`
}

// Changes returns the number of objects that change.
func (s Summary) Changes() int { return s.Create + s.Update + s.Replace + s.Delete + s.Adopt }

// NewDocument puts the plans of an environment's backends together.
func NewDocument(environment string, plans ...*Plan) *Document {
	d := &Document{FormatVersion: FormatVersion, Environment: environment, Changes: []ChangeDocument{},
		Permissions: Permissions{Widened: []PermissionDocument{}, Narrowed: []PermissionDocument{}}}
	for _, p := range plans {
		d.Targets = append(d.Targets, TargetDocument{Backend: p.Backend, Target: p.Target})
		for i := range p.Changes {
			d.Changes = append(d.Changes, changeDocument(p.Backend, &p.Changes[i]))
		}
		for _, s := range p.Suppressed {
			d.Suppressed = append(d.Suppressed, SuppressedDocument{Backend: p.Backend, Address: s.Address.String(), Type: s.Address.Type, Reason: s.Reason, Fields: fieldDocuments(s.Fields)})
		}
		d.Permissions.Widened = appendPermissions(d.Permissions.Widened, p.Backend, p.Widened)
		d.Permissions.Narrowed = appendPermissions(d.Permissions.Narrowed, p.Backend, p.Narrowed)
		d.Summary.Create += p.Count(backends.Create)
		d.Summary.Update += p.Count(backends.Update)
		d.Summary.Replace += p.Count(backends.Replace)
		d.Summary.Delete += p.Count(backends.Delete)
		d.Summary.Adopt += p.Count(backends.Adopt)
		d.Summary.Unchanged += p.Unchanged
	}
	return d
}

func changeDocument(backend string, c *backends.Change) ChangeDocument {
	out := ChangeDocument{
		Backend: backend, Address: c.Address.String(), Type: c.Address.Type, Namespace: c.Address.Namespace, Name: c.Address.Name,
		Entity: c.Entity.String(), File: c.File, Source: place(c.Origin), Restarts: c.Restarts, Reason: c.Reason, Effect: c.Effect,
		Change: Values{Actions: actions(c.Action), Before: c.Before, After: c.After, Replace: c.Replace},
	}
	out.Fields = fieldDocuments(c.Fields)
	return out
}

func fieldDocuments(fields []backends.FieldChange) []FieldDocument {
	var out []FieldDocument
	for _, f := range fields {
		out = append(out, FieldDocument{Path: f.Path, Before: f.Before, After: f.After, Source: place(f.Origin), By: f.By})
	}
	return out
}

// Drifted counts the fields that others set since the last apply and that this plan sets again, and the objects that have them; by
// are who set them, sorted. What is taken over was never as applied, so it counts for neither.
func (d *Document) Drifted() (fields, objects int, by []string) {
	for i := range d.Changes {
		if d.Changes[i].Change.Actions[0] == string(backends.Adopt) {
			continue
		}
		before := fields
		for _, f := range d.Changes[i].Fields {
			if f.By != "" {
				fields++
				by = append(by, f.By)
			}
		}
		if fields > before {
			objects++
		}
	}
	slices.Sort(by)
	return fields, objects, slices.Compact(by)
}

// actions spells an action as terraform does: a replacement is a deletion and a creation.
func actions(a backends.Action) []string {
	if a == backends.Replace {
		return []string{"delete", "create"}
	}
	return []string{string(a)}
}

func appendPermissions(out []PermissionDocument, backend string, list []backends.Permission) []PermissionDocument {
	for _, p := range list {
		out = append(out, PermissionDocument{Backend: backend, Key: p.Key, Text: p.Text, Address: p.Address.String(), Source: place(p.Origin)})
	}
	return out
}

func place(r diag.Range) *Place {
	if r.IsZero() {
		return nil
	}
	p := r.Pos()
	return &Place{File: r.File.Label(), Line: p.Line, Column: p.Column}
}
