package backends

import (
	"context"
	"time"

	"espc.dev/schema/diag"
)

// Live is a target that runs and is its own state: a stack, a cluster. Everything that changes it goes through Apply,
// Destroy and Unlock; what these are to do is known before, so that a person has seen it.
//
// A rollback is no method: Revision gives what to go back to, and that is planned and applied like anything else.
//
// An error that a person can do something about is a *Fault. Any other is I/O or the context's end.
type Live interface {
	StateReader
	// Settle waits for what is under way already, such as an apply that was killed, and reports how it ended. It returns
	// a zero Report at once where nothing is.
	Settle(ctx context.Context, o Options) (Report, error)
	// Prepare asks the target what it thinks of a plan without changing what it holds: a change set, a dry run.
	Prepare(ctx context.Context, d Desired, o Options) (Prepared, error)
	// Discard gives back what Prepare made for a plan that is not saved.
	Discard(ctx context.Context, p Prepared) error
	// Apply makes the target hold what is desired. It refuses where the target is no longer what the plan was made from.
	// Where it fails, the report says what was done all the same.
	Apply(ctx context.Context, d Desired, o Options) (Report, error)
	// Status tells how what the target holds is.
	Status(ctx context.Context) (Status, error)
	// Drift compares what was applied with what is there.
	Drift(ctx context.Context, o Options) ([]Drift, error)
	// History lists the revisions that are kept, the newest first.
	History(ctx context.Context) ([]Revision, error)
	// Revision returns what a revision held; 0 is the one before the current one. One that failed is for looking at alone.
	Revision(ctx context.Context, number int) (Desired, error)
	// Destroy removes all that apply made, but what holds data.
	Destroy(ctx context.Context, o Options) (Report, error)
	// Unlock ends what keeps apply from working and can be ended without a loss: a lock of a dead holder, a rollback that
	// got stuck.
	Unlock(ctx context.Context, o Options) (Report, error)
}

// Desired is what a target is to hold, and what that was planned against.
type Desired struct {
	Objects []Object
	// Artifacts show the objects, with the further files that go with them.
	Artifacts []Artifact
	// Changes are the plan's.
	Changes []Change
	// State is the digest of the state that the plan was made from.
	State string
	// Prepared is the ID of what Prepare made, for a saved plan; "" to prepare again.
	Prepared string
	// From is the number of the revision that this goes back to, 0 for what was compiled.
	From int
	// Failed says why a revision can only be looked at and not gone back to; nil for one that was applied whole.
	Failed *Fault
}

// Options say how a target is changed.
type Options struct {
	// Progress is told what happens, in order, by one goroutine at a time; nil for nobody.
	Progress func(Event)
	// Adopt takes over what is there and belongs to nobody.
	Adopt bool
	// Wait waits until what was applied is ready. A stack is always waited for.
	Wait bool
	// Parallelism is how many requests are sent at once; 0 for the target's own number.
	Parallelism int
	// Throwaway tells Prepare that the plan is only looked at: nothing is shared with another run, and Discard follows.
	Throwaway bool
	// DryRun makes Destroy only report what it would remove and keep.
	DryRun bool
	// DeleteNamespace, DeleteVolumes and DeleteDefinitions (of custom resources, and with them every object of theirs in the whole
	// cluster) make Destroy remove those as well.
	DeleteNamespace, DeleteVolumes, DeleteDefinitions bool
}

// Emit tells Progress of an event.
func (o Options) Emit(e Event) {
	if o.Progress != nil {
		o.Progress(e)
	}
}

// Prepared is a plan that the target has looked at.
type Prepared struct {
	// ID names what the target keeps of it (a change set's ARN), "" for nothing.
	ID string
	// Shared is set when another run had prepared just this before, and may still need it: a saved plan.
	Shared bool
	// Changes are the plan's, with the target's verdicts in Action, Replace and Reason.
	Changes []Change
	// Empty is set when the target finds nothing to do.
	Empty bool
	// Suppressed are differences that are no changes, because the target makes the same of both. They are shown to who asks.
	Suppressed []Suppressed
	// Diagnostics are warnings: data that a replacement would take away.
	Diagnostics diag.List
}

// Suppressed is an object's difference that is no change.
type Suppressed struct {
	Address ObjectAddress
	Fields  []FieldChange
	// Reason says why it is none, as a clause that follows "because": "the cluster reads both as the same".
	Reason string
}

// Phase is where something is on its way.
type Phase string

// Phases.
const (
	Waiting Phase = "waiting"
	Running Phase = "running"
	Done    Phase = "done"
	Failed  Phase = "failed"
)

// Event is one thing that happened to a target.
type Event struct {
	Phase Phase
	// Within are the names of what the object is in, from the outside in: nested stacks.
	Within []string
	// Address is the object; zero for what is about the target as a whole.
	Address ObjectAddress
	// Text says it in the target's own words: CREATE_IN_PROGRESS, "uploading function-resize.zip".
	Text string
	// Reason is why, where the target tells.
	Reason string
	// Done of Total are the objects or, where Bytes is set, the bytes that are through; 0 of 0 where that is not known.
	Done, Total int64
	Bytes       bool
}

// Report says what came of a change of a target.
type Report struct {
	// Done, Failed and Left are what was changed, what could not be, and what was not tried or whose outcome is not known.
	Done, Failed, Left []ObjectAddress
	// Unready are what is as it should be, was waited for, and did not become ready.
	Unready []ObjectAddress
	// Undone were changed, and put back to what they were because something else failed.
	Undone []ObjectAddress
	// Already is set where Apply found that all of it had been done before, so that it did nothing.
	Already bool
	// Kept are what Destroy leaves because it holds data.
	Kept []Kept
	// Revision is the number of the revision that was recorded, 0 for none.
	Revision int
	// Outputs are what only the target knows, by name.
	Outputs map[string]string
	// Diagnostics are warnings.
	Diagnostics diag.List
}

// Kept is what Destroy leaves.
type Kept struct {
	ObjectAddress
	// Name is what it is called where it is, such as a physical id; "" where that is not known.
	Name string
	// Why is the backend's word for it, a clause: "it stays in the account, with its data".
	Why string
	// Adoptable is set for what an apply with Options.Adopt takes back, by its name.
	Adoptable bool
}

// Health is how something is.
type Health string

// Health of what a target holds.
const (
	Healthy     Health = "healthy"
	Progressing Health = "progressing"
	Unhealthy   Health = "unhealthy"
	Absent      Health = "absent"
)

// Status is how a target or something in it is.
type Status struct {
	// Address is the object, zero for the target itself.
	Address ObjectAddress
	Health  Health
	// Text is the target's own word for it, Reason why in words, Fix the command that gets out of it.
	Text, Reason, Fix string
	Children          []Status
	// Outputs are what only the target knows, by name; of the target itself alone.
	Outputs map[string]string
}

// Drift is an object that is no longer what was applied.
type Drift struct {
	Address ObjectAddress
	// Deleted is set when it is gone; else Fields are what differs, Before as it was applied and After as it is.
	Deleted bool
	Fields  []FieldChange
	// By names who changed it, where the target knows.
	By string
}

// Revision is one apply that a target remembers.
type Revision struct {
	Number int
	// Digest is that of the content; two revisions with the same content have the same.
	Digest string
	// Time is when the apply began, by the target's clock.
	Time time.Time
	// By is who applied it, as the target knows them.
	By string
	// From is the revision it went back to, 0 for none.
	From int
	// Phase is how it went.
	Phase Phase
	// Unready is set for one that failed although all of it was applied: not all became ready.
	Unready bool
	// Current is set for what the target holds now.
	Current bool
}

// Fault is an error of a target that a person can do something about.
type Fault struct{ diag.Diagnostic }

// Error returns what is wrong, in a sentence.
func (f *Fault) Error() string { return f.Summary }
