package apim

import (
	"fmt"
	"strings"
	"time"

	"espc.dev/e2e/answers"
)

// A Table is what clients of one topology are answered.
type Table struct {
	// Topology is a folder with one: examples/NAME, whose output is in the repository, or testdata/NAME, which is compiled.
	Topology string `json:"topology"`
	// Environments says what each environment is asked as: express, or aws.
	Environments map[string]string `json:"environments"`
	// Hosts are the names that an environment has for hosts of the requests.
	Hosts map[string]map[string]string `json:"hosts"`
	// Secrets are what the store of secrets holds, by name and property. ${NAME.public} stands for an issuer's public key.
	Secrets map[string]map[string]string `json:"secrets"`
	// Issuers publish their keys at an address, by their names.
	Issuers map[string]string `json:"issuers"`
	// Callers are what requests are signed with, by a name for the reader.
	Callers  map[string]Caller `json:"callers"`
	Requests []Row             `json:"requests"`
}

// A Row is a request, and the answer to it.
type Row struct {
	// That says what the row shows.
	That string `json:"that"`
	// Send is METHOD host/path?query.
	Send string `json:"send"`
	// As is the caller; nobody unless it is written.
	As string `json:"as"`
	// From is the client's address.
	From    string            `json:"from"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`

	Expected
	// Except has what an environment answers instead, and why.
	Except map[string]Exception `json:"except"`
	// Docs names the row of docs/gateways.md, "What a client is answered", that says the same.
	Docs string `json:"docs"`

	// Wait passes before the request is sent.
	Wait Duration `json:"wait"`
	// Used is how many calls the caller's quota has counted before.
	Used int `json:"used"`
	// InTurn are who answers when the request is sent so often, one after the other; Answer is the status alone then.
	InTurn []string `json:"inTurn"`
	// Times is how often the request is sent, at once; once unless it is written.
	Times int `json:"times"`
	// Passes is how many of those get Answer, and a new one comes free each Refill; the others get Then. Of none that pass, what
	// came free since the last such row was asked does.
	Passes int      `json:"passes"`
	Refill Duration `json:"refill"`
	Then   int      `json:"then"`
}

// Expected is what a row says of an answer.
type Expected struct {
	// Answer is a status, with "from ENTITY" where something behind the gateway answers.
	Answer Outcome `json:"answer"`
	// Receives is METHOD /path?query as it reaches what answers.
	Receives string `json:"receives"`
	// Hears are headers of the request that reach what answers; "-" for one that does not.
	Hears map[string]string `json:"hears"`
	// With are headers of the answer; "-" for one that is not there, "*" for one that is.
	With map[string]string `json:"with"`
}

// An Exception is what one environment answers where it differs.
type Exception struct {
	Expected
	// Because says why, as a reader of the documentation needs to know.
	Because string `json:"because"`
}

// Duration is a time.Duration as a person writes it.
type Duration time.Duration

// UnmarshalJSON reads 100ms, 1s or 2m.
func (d *Duration) UnmarshalJSON(b []byte) error {
	read, err := time.ParseDuration(strings.Trim(string(b), `"`))
	*d = Duration(read)
	return err
}

// An Outcome is "404", or "200 from function.price".
type Outcome string

// UnmarshalJSON reads a status that is written as a number, too.
func (o *Outcome) UnmarshalJSON(b []byte) error {
	*o = Outcome(strings.Trim(string(b), `"`))
	return nil
}

// LoadTable reads a table. What it does not say in full is an error: a row that asks nothing shows nothing.
func LoadTable(file string) (*Table, error) {
	t, err := answers.ReadTable[Table](file)
	if err != nil {
		return nil, err
	}
	for i, row := range t.Requests {
		if err := t.check(row); err != nil {
			return nil, fmt.Errorf("%s: request %d (%s): %w", file, i+1, row.That, err)
		}
	}
	if len(t.Requests) == 0 || len(t.Environments) == 0 {
		return nil, fmt.Errorf("%s asks nothing", file)
	}
	return t, nil
}

func (t *Table) check(row Row) error {
	method, rest, _ := strings.Cut(row.Send, " ")
	_, known := t.Callers[row.As]
	switch {
	case row.That == "":
		return fmt.Errorf("it does not say what it shows")
	case method == "" || !strings.Contains(rest, "/"):
		return fmt.Errorf("%q is not METHOD host/path", row.Send)
	case row.As != "" && !known:
		return fmt.Errorf("there is no caller %s", row.As)
	case row.Times > 1 && (row.Then == 0 || row.Refill == 0):
		return fmt.Errorf("it does not say what comes when the limit is reached")
	}
	if _, _, err := row.answer(); err != nil {
		return err
	}
	for environment, e := range row.Except {
		if _, known := t.Environments[environment]; !known {
			return fmt.Errorf("there is no environment %s", environment)
		}
		if e.Because == "" {
			return fmt.Errorf("it does not say why %s differs", environment)
		}
		if _, _, err := e.answer(); err != nil {
			return err
		}
	}
	return nil
}

// answer reads "200 from function.price".
func (e Expected) answer() (status int, from string, err error) {
	code, from, _ := strings.Cut(string(e.Answer), " from ")
	if _, err := fmt.Sscanf(code, "%d", &status); err != nil || len(code) != 3 {
		return 0, "", fmt.Errorf("%q is not STATUS, or STATUS from ENTITY", e.Answer)
	}
	return status, from, nil
}

// in returns what is expected in an environment.
func (row Row) in(environment string) Expected {
	if e, differs := row.Except[environment]; differs {
		return e.Expected
	}
	return row.Expected
}
