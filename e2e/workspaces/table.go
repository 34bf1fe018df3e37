package workspaces

import (
	"fmt"
	"strings"

	"espc.dev/e2e/answers"
)

// A Table is what the models of one topology answer.
type Table struct {
	// Topology is a folder with one: examples/NAME, whose output is in the repository, or testdata/NAME, which is compiled.
	Topology string `json:"topology"`
	// Environment is the one whose output runs.
	Environment string `json:"environment"`
	// Documents are the OpenAPI documents of the output that have models' operations.
	Documents []string `json:"documents"`
	// All says that they have all operations of all models; Elsewhere are those below a model's path that lead to something else.
	All       bool     `json:"all"`
	Elsewhere []string `json:"elsewhere"`
	// Secrets are what the store of secrets holds, by name and property.
	Secrets map[string]map[string]string `json:"secrets"`
	// Before is what the stores hold before the first request: instances by the class that LoopBack has of a model, numbered from 1.
	Before   map[string][]map[string]any `json:"before"`
	Requests []Row                       `json:"requests"`
}

// A Row is a request, and the answer to it.
type Row struct {
	// That says what the row shows.
	That string `json:"that"`
	// Send is METHOD service/path?query, the service by its name in the cluster. ${NAME} is a value that a row before has kept.
	Send string `json:"send"`
	// As is a token that a row before has kept; nobody's unless it is written.
	As string `json:"as"`
	// Filter and Where are parameters of the query, in JSON.
	Filter any `json:"filter"`
	Where  any `json:"where"`
	Body   any `json:"body"`

	// Answer is the status.
	Answer int `json:"answer"`
	// Gives is what the answer has: of a map each key that is written, of a list each item in its order. "*" is anything, "-" is nothing.
	Gives any `json:"gives"`
	// Keep keeps values of the answer for later rows: names, and paths with dots in it.
	Keep map[string]string `json:"keep"`
	// Undocumented says why the answer has another form than the documents promise.
	Undocumented string `json:"undocumented"`
}

// LoadTable reads a table. A row that asks nothing, or says nothing of the answer, is an error.
func LoadTable(file string) (*Table, error) {
	t, err := answers.ReadTable[Table](file)
	if err != nil {
		return nil, err
	}
	for i, row := range t.Requests {
		if err := row.check(); err != nil {
			return nil, fmt.Errorf("%s: request %d (%s): %w", file, i+1, row.That, err)
		}
	}
	if len(t.Requests) == 0 || t.Environment == "" {
		return nil, fmt.Errorf("%s asks nothing", file)
	}
	return t, nil
}

func (row Row) check() error {
	method, rest, _ := strings.Cut(row.Send, " ")
	switch {
	case row.That == "":
		return fmt.Errorf("it does not say what it shows")
	case method == "" || !strings.Contains(rest, "/"):
		return fmt.Errorf("%q is not METHOD service/path", row.Send)
	case row.Answer < 100:
		return fmt.Errorf("it has no answer")
	}
	return nil
}
