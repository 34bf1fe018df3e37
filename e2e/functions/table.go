package functions

import (
	"fmt"
	"strings"

	"espc.dev/e2e/answers"
)

// A Table is what the functions of one topology do.
type Table struct {
	// Topology is a folder with one: examples/NAME, whose output is in the repository, or testdata/NAME, which is compiled.
	Topology    string `json:"topology"`
	Environment string `json:"environment"`
	// Functions are those that run.
	Functions []string `json:"functions"`
	// Secrets are what the store of secrets holds, by name and property.
	Secrets map[string]map[string]string `json:"secrets"`
	// Models says that the topology's models run as well, and Before what they have then; see workspaces.
	Models   bool                        `json:"models"`
	Before   map[string][]map[string]any `json:"before"`
	Requests []Row                       `json:"requests"`
}

// A Row is a request to a function, or to a model.
type Row struct {
	// That says what the row shows.
	That string `json:"that"`
	// Send is METHOD function.NAME/path?query, or METHOD service/path for a model's.
	Send    string            `json:"send"`
	Headers map[string]string `json:"headers"`
	// Body is sent as it is where it is a text, else in JSON. Event is a CloudEvent in its place: in Form binary, which is what comes
	// unless it is written, or structured.
	Body  any            `json:"body"`
	Event map[string]any `json:"event"`
	Form  string         `json:"form"`
	// Asks are those outside that the function asks, in any order, and what they answer.
	Asks []Ask `json:"asks"`

	// Answer is the status, Gives what is in the body (see answers), With are headers: "-" for one that is not there.
	Answer int               `json:"answer"`
	Gives  any               `json:"gives"`
	With   map[string]string `json:"with"`
	// Prints is in the function's log then.
	Prints string `json:"prints"`
}

// An Ask is a request of the function.
type Ask struct {
	// For is METHOD host/path?query.
	For string `json:"for"`
	// Hears are headers of it, Sends is its body (see answers).
	Hears map[string]string `json:"hears"`
	Sends any               `json:"sends"`
	// Status, 200 unless it is written, and Gives are the answer, after a time.
	Status int    `json:"status"`
	Gives  any    `json:"gives"`
	After  string `json:"after"`
}

// LoadTable reads a table. A row that asks nothing, or says nothing of the answer, is an error.
func LoadTable(file string) (*Table, error) {
	t, err := answers.ReadTable[Table](file)
	if err != nil {
		return nil, err
	}
	for i, row := range t.Requests {
		_, rest, _ := strings.Cut(row.Send, " ")
		if row.That == "" || row.Answer == 0 || !strings.Contains(rest, "/") {
			return nil, fmt.Errorf("%s: request %d (%s) does not say what is sent, or answered", file, i+1, row.That)
		}
	}
	if len(t.Requests) == 0 || len(t.Functions) == 0 {
		return nil, fmt.Errorf("%s asks nothing", file)
	}
	return t, nil
}
