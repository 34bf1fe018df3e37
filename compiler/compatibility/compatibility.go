// Package compatibility tells whether a new version of a schema or API design goes with those who rely on the old one.
//
// A schema of data is compared as a reader's and a writer's: backward means that the new one reads what the old one wrote, forward
// that the old one reads what the new one writes, full both. An API design is compared as what clients and servers say to each other:
// backward means that clients of the old one go on with the new one. What can't be judged counts as a break.
package compatibility

import (
	"fmt"

	"espc.dev/schema/diag"
)

// Mode says which changes are allowed, as schema.compatibility does.
type Mode string

// Modes.
const (
	Backward Mode = "backward"
	Forward  Mode = "forward"
	Full     Mode = "full"
	None     Mode = "none"
)

// Version is one version of a document.
type Version struct {
	// Format is that of schema.format.
	Format string
	// File is the document; its name says whether it is in YAML, and is what an error in it is told by.
	File *diag.File
	// Outline leaves out what the messages of an AsyncAPI document hold, because schemas of their own say that.
	Outline bool
}

// Break is one change that is not allowed.
type Break struct {
	// Pointer is the JSON pointer (RFC 6901) of the place in the new document, or of where it was in the old one; a name in Protocol
	// Buffers.
	Pointer string
	// Line and Column are the place in the new document, counted from 1, where a pointer is none: in Protocol Buffers.
	Line, Column int
	// Reason says what was and what is, as a clause that follows the pointer.
	Reason string
	// Forward is set where it is the old version that can't go on.
	Forward bool
}

// compare compares two versions in one direction: forward says that the old one is to read what the new one writes.
type compare func(before, after *diag.File, forward bool) ([]Break, error)

// Check returns the changes from one version to the next that a mode does not allow, in the order of the new document. An error says
// that one of the two is no document of its format.
func Check(before, version Version, mode Mode) ([]Break, error) {
	if mode == None {
		return nil, nil
	}
	if before.Format != version.Format {
		return []Break{{Pointer: "#", Reason: fmt.Sprintf("was of format %s and is of %s", before.Format, version.Format)}}, nil
	}
	var check compare
	switch version.Format {
	case "jsonschema":
		check = jsonSchemas
	case "avro":
		check = avroSchemas
	case "protobuf":
		check = protobufs
	case "openapi":
		check = openAPIs
	case "asyncapi":
		check = func(before, after *diag.File, forward bool) ([]Break, error) {
			return asyncAPIs(before, after, forward, version.Outline)
		}
	default:
		return nil, nil
	}
	var out []Break
	for _, forward := range []bool{false, true} {
		if forward && mode == Backward || !forward && mode == Forward {
			continue
		}
		breaks, err := check(before.File, version.File, forward)
		if err != nil {
			return nil, err
		}
		for i := range breaks {
			breaks[i].Forward = forward
		}
		out = append(out, breaks...)
	}
	return out, nil
}
