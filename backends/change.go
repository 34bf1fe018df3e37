package backends

import (
	"context"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Action is what a change does to an object.
type Action string

// Actions.
const (
	Create  Action = "create"
	Update  Action = "update"
	Replace Action = "replace"
	Delete  Action = "delete"
	Adopt   Action = "adopt"
	None    Action = "none"
)

// Change is one object's part of a plan.
type Change struct {
	Action  Action
	Address ObjectAddress
	// Entity is what brings the object; zero for a delete.
	Entity schema.Address
	// Before is the object as it is, After as it will be; nil where there is none.
	Before, After *tree.Node
	// Fields are what differs, in the order of the object; for updates and replacements alone.
	Fields []FieldChange
	// Restarts is set when the change restarts what the object runs, and by nothing that Fields list.
	Restarts bool
	// Replace lists the paths that force a replacement.
	Replace []string
	// Reason says why in words; it explains and never decides.
	Reason string
	// Effect says in words what the fields come to, such as who gets which share of the requests; "" where they say it themselves.
	Effect string
	// Needs are the changes that come first, as indices into the plan's changes.
	Needs []int
	// Origin is the place of what brings the object; zero for a delete.
	Origin diag.Range
	// File is the artifact that shows the object.
	File string
}

// FieldChange is one field that differs.
type FieldChange struct {
	// Path is the field's place as a person reads it: spec.template.spec.containers[app].image.
	Path string
	// Before is the old value, After the new one; nil for absent.
	Before, After *tree.Node
	// Origin is the place in the source that gives the new value, or that gave the old one's block where a value goes.
	Origin diag.Range
	// By names who set the old value in the target, "" where it is what was applied or where the target does not tell.
	By string
}

// Carrier is a backend some of whose objects depend on what stands: a canary leaves most requests to what served them before. What
// is rendered knows nothing of that.
type Carrier interface {
	// Carry returns the desired objects with what has to go on of the current ones, in the order of the desired; nothing is current
	// where it is not known. It is pure, and leaves what it returned before as it is. Where nothing changes the objects are the same.
	Carry(desired, current []Object) []Object
}

// Pointer is a backend where a field that an object does not have may be decided in another object.
type Pointer interface {
	// Elsewhere returns the object that decides a field, of the output's objects, and its fields that do; nil for none.
	Elsewhere(o Object, path string, objects []Object) (decides *Object, fields []string)
}

// Narrator is a backend that can say what the fields of a change come to.
type Narrator interface {
	// Effect says in a clause what a changed object does that its fields alone do not tell a person; "" for nothing.
	Effect(before, after *Object) string
}

// Guard is a backend whose target can't make every change in one step. What it knows of that is told when the change is planned,
// and not halfway through an apply.
type Guard interface {
	// Impossible reports the changes that the target would refuse, with the way out.
	Impossible(changes []Change) diag.List
}

// Registrar is a backend whose objects hold documents: schemas and API designs. What is there is compared with what is to be, so that
// a change that breaks those who rely on them is told when it is planned.
type Registrar interface {
	// Documents returns the documents that a set of objects holds.
	Documents(objects []Object) []Document
}

// Document is a schema or an API design that an object holds.
type Document struct {
	// ID is how it is known before and after: see documents.Document.Key.
	ID string
	// Format is that of schema.format, Version a declared schema's, and Compatibility the changes that it allows; "" where it says
	// nothing.
	Format, Version, Compatibility string
	// Text is the document, Node the field that holds it.
	Text string
	Node *tree.Node
}

// Permission is one thing that a set of objects allows: an edge opened in a NetworkPolicy, a public route, a verb on a
// resource. Two permissions are the same when their keys are.
type Permission struct {
	Key string
	// Text says it in words: "microservice.cart may call function.price on port 8080".
	Text string
	// Address is the object that grants it.
	Address ObjectAddress
	// Origin is where the source asks for it.
	Origin diag.Range
}

// State is what a target holds: a folder, a cluster, a stack and a recorded release look alike.
type State struct {
	Objects []Object
	// Identity names the target so that a saved plan can tell it from another.
	Identity string
	// Digest is a digest of the content that a saved plan is bound to.
	Digest string
	// Binding tells the target from any other that goes by the same name: a cluster's authority, the uid of a namespace. What comes into
	// being later (the namespace) is added at its end. It is "" where Identity says all.
	Binding string
	// Revision is the number of the newest revision that is recorded, finished or not; 0 for none, or where ReadState does not tell.
	Revision int
	// Diagnostics are warnings about what was found.
	Diagnostics diag.List
}

// StateReader reads what is there. Its error is for I/O and cancellation.
type StateReader interface {
	// ReadState returns what is there. wanted is what it will be compared with: of an object that holds more than it was
	// given (defaults, fields that others set), the state has what concerns that comparison.
	ReadState(ctx context.Context, wanted []Object) (State, error)
}
