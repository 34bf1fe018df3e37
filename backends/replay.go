package backends

import (
	"context"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// Archivist is a backend whose targets can keep the events of a bus. Its methods are pure, as Backend's.
type Archivist interface {
	// Archive returns the object that keeps a bus's events and the name of the bus where it is, false where none does.
	Archive(r Request, bus schema.Address) (archive ObjectAddress, of string, ok bool)
	// Receivers lists what the topology has that gets events of a bus, sorted.
	Receivers(r Request, bus schema.Address) []Receiver
}

// Receiver is something that gets an event of a bus.
type Receiver struct {
	// Of is the entity, Label the label of its subscription; "" where it has one without.
	Of    schema.Address
	Label string
	Event schema.Address
	// Rule is the object that brings it the event.
	Rule ObjectAddress
}

// Replayer is a live target that sends events of an archive again. An error that a person can do something about is a *Fault.
type Replayer interface {
	// Archived tells what an archive keeps, and changes nothing. It finds the rules that a replay is to go to, so that
	// what is not deployed is known before anybody is asked.
	Archived(ctx context.Context, r Replay) (Archived, error)
	// Replay sends the events, and waits for the end of it. A replay of the same events to the same rules that is under
	// way is not started twice: it is waited for. Where the context ends, the target goes on by itself.
	Replay(ctx context.Context, r Replay, o Options) (Replayed, error)
}

// Replay says which events are sent again, and where to.
type Replay struct {
	// Archive is the object that keeps the events.
	Archive ObjectAddress
	// Of is the name of the bus where it is, by which the archive is found where the target does not tell its name.
	Of string
	// Bus is how a person calls the bus: event_bus.main.
	Bus string
	// From and To bound the times of the events; To is later.
	From, To time.Time
	// Rules are the objects that bring the events to their receivers; nil for all that the bus has, whoever made them.
	Rules []ObjectAddress
	// Command goes on where the run is cut short.
	Command string
}

// Archived is what an archive keeps.
type Archived struct {
	// Name is the archive's where it is.
	Name string
	// Events is how many it holds in all, as far as the target has counted.
	Events int64
	// Since is when it began, or when the oldest event that it keeps may be of.
	Since time.Time
}

// Replayed is what came of a replay.
type Replayed struct {
	// Name is the replay's where it is.
	Name string
	// Phase is how far it got: Done, Failed, or Running where it goes on by itself.
	Phase Phase
	// Again is set where it was under way already, so that it was only waited for.
	Again bool
	// Last is the time of the last event that was sent, zero where the target tells none.
	Last time.Time
	// Diagnostics are warnings.
	Diagnostics diag.List
}
