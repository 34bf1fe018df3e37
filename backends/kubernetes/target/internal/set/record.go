package set

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"espc.dev/backends"
)

// Keep is how many revisions are kept.
const Keep = 10

// Record is one revision: that something was applied, when, by whom, and how it went.
type Record struct {
	Number int `json:"number"`
	// Digest is that of the content, whether or not that is kept.
	Digest string `json:"digest"`
	// Time is when the apply began, by the server's clock; a record that is not written yet has none, and gets the time
	// of the write that brought it.
	Time time.Time `json:"time,omitzero"`
	By   string    `json:"by"`
	// From is the revision that it went back to, 0 for none.
	From  int            `json:"from,omitempty"`
	Phase backends.Phase `json:"phase"`
	// Unready is set where all of it was applied, and what failed is that not all became ready.
	Unready bool `json:"unready,omitempty"`
	// Content is the ConfigMap with what was applied, "" where it could not be kept.
	Content string `json:"content,omitempty"`
}

func decodeRecords(parent, text string, written time.Time) ([]Record, error) {
	var out []Record
	if text == "" || json.Unmarshal([]byte(text), &out) != nil {
		return nil, errors.New("it is no JSON of revisions")
	}
	last := 0
	for i := range out {
		r := &out[i]
		number := strconv.Itoa(r.Number)
		switch {
		case r.Number <= last:
			return nil, errors.New("revision " + number + " is out of order")
		case !validDigest(r.Digest):
			return nil, errors.New("revision " + number + " has no digest")
		case r.Content != "" && r.Content != ContentName(parent, r.Digest):
			return nil, errors.New("revision " + number + " names a content that is not its own")
		case r.Phase != backends.Running && r.Phase != backends.Done && r.Phase != backends.Failed:
			return nil, errors.New("revision " + number + " has the phase " + quoted(string(r.Phase)))
		}
		if last = r.Number; r.Time.IsZero() {
			r.Time = written
		}
	}
	return out, nil
}

// Current is the index of the revision that was last applied whole, -1 for none.
func Current(records []Record) int {
	for i := len(records) - 1; i >= 0; i-- {
		if records[i].Phase == backends.Done {
			return i
		}
	}
	return -1
}

// Trim leaves the newest revisions, and always the current one and the one to go back to from there: ten failures in a row
// must not take the way back.
func Trim(records []Record) []Record {
	for len(records) > Keep {
		current := Current(records)
		back := -1
		for i := current - 1; i >= 0 && back < 0; i-- {
			if records[i].Phase == backends.Done && records[i].Digest != records[current].Digest {
				back = i
			}
		}
		i := 0
		for i == current || i == back {
			i++
		}
		records = slices.Delete(records, i, i+1)
	}
	return records
}
