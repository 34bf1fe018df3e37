package documents

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"espc.dev/compiler/compatibility"
	"espc.dev/schema/diag"
)

// pair is two versions of a schema.
type pair struct {
	Format    string `json:"format"`
	Writer    any    `json:"writer"`
	Reader    any    `json:"reader"`
	Instances []any  `json:"instances,omitempty"`
}

// breaks is what the compiler has against a pair.
func (p pair) breaks(t *testing.T) []compatibility.Break {
	t.Helper()
	version := func(schema any) compatibility.Version {
		return compatibility.Version{Format: p.Format, File: diag.NewFile("schema.json", encoded(t, schema))}
	}
	found, err := compatibility.Check(version(p.Writer), version(p.Reader), compatibility.Backward)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// asked returns the answers of the languages' own libraries.
func asked[Answer any](t *testing.T, pairs []pair) []Answer {
	t.Helper()
	var in bytes.Buffer
	for _, p := range pairs {
		in.Write(append(encoded(t, p), '\n'))
	}
	answers := []Answer{}
	for decoder := json.NewDecoder(node(t, "readers.mjs", &in)); decoder.More(); {
		var a Answer
		if err := decoder.Decode(&a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	if len(answers) != len(pairs) {
		t.Fatalf("%d answers to %d questions", len(answers), len(pairs))
	}
	return answers
}

func TestAvroIsReadWhereItsOwnLibraryReadsIt(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	var pairs []pair
	for range 2000 {
		a := randomAvro(r, "n", 3)
		pairs = append(pairs, pair{Format: "avro", Writer: a, Reader: changed(r, a, randomAvro(r, "n", 3))})
	}
	judged, reads := 0, 0
	for i, answer := range asked[struct {
		Invalid, Reads bool
		Why            string
	}](t, pairs) {
		if answer.Invalid {
			continue // what is random is not always a schema
		}
		judged++
		found := pairs[i].breaks(t)
		if answer.Reads {
			reads++
		}
		if answer.Reads != (len(found) == 0) {
			t.Errorf("writer %s\nreader %s\nthe library reads it: %v %s\nbreaks: %+v", encoded(t, pairs[i].Writer), encoded(t, pairs[i].Reader), answer.Reads, answer.Why, found)
		}
	}
	t.Logf("%d of %d are read", reads, judged)
	if judged < len(pairs)/2 || reads < judged/10 || reads > judged*19/20 {
		t.Error("the pairs say little")
	}
}

func TestWhatIsAllowedByAWriterIsAllowedByAReaderThatBreaksNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	var pairs []pair
	for range 400 {
		a := randomSchema(r, 3)
		p := pair{Format: "jsonschema", Writer: a, Reader: changed(r, a, randomSchema(r, 3))}
		for range 20 {
			p.Instances = append(p.Instances, randomInstance(r, a))
		}
		pairs = append(pairs, p)
	}
	passed, refused, shown := 0, 0, 0
	for i, answer := range asked[struct {
		Invalid        bool
		Writer, Reader []bool
	}](t, pairs) {
		if answer.Invalid {
			continue
		}
		found := pairs[i].breaks(t)
		unread := -1
		for j, allowed := range answer.Writer {
			if allowed && !answer.Reader[j] {
				unread = j
			}
		}
		switch {
		case len(found) > 0 && unread >= 0:
			shown++
			fallthrough
		case len(found) > 0:
			refused++
		case unread >= 0:
			t.Errorf("writer %s\nreader %s\nnothing breaks, and the reader refuses %s", encoded(t, pairs[i].Writer), encoded(t, pairs[i].Reader), encoded(t, pairs[i].Instances[unread]))
		default:
			passed++
		}
	}
	t.Logf("%d changes break nothing, %d do, of %d of which one of the instances shows it", passed, refused, shown)
	if passed < len(pairs)/10 || shown < refused/3 {
		t.Errorf("the pairs say little")
	}
}
