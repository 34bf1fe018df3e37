package apim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// defaultClient is the address of a client that a row does not name, of those that are for documentation.
const defaultClient = "198.51.100.7"

// An Asker asks a table's rows of one environment, in their order.
type Asker struct {
	Table       *Table
	World       World
	Environment string
	Issuers     Issuers

	limited time.Time // when the last row about a limit began
}

// Ask sends a row's request, and returns what differs from what the row says; nothing where it holds.
func (k *Asker) Ask(row Row) ([]string, error) {
	w := k.World
	if row.Wait > 0 {
		w.Pass(time.Duration(row.Wait))
	}
	if row.Used > 0 {
		if err := w.Use(row.Used); err != nil {
			return nil, err
		}
	}
	call, err := k.call(row)
	if err != nil {
		return nil, err
	}
	if row.Times > 1 {
		return k.askOften(call, row)
	}
	if len(row.InTurn) > 0 {
		return k.askInTurn(call, row)
	}
	answer, err := w.Send(call)
	if err != nil {
		return nil, err
	}
	return row.in(k.Environment).differs(answer), nil
}

// call is a row's request.
func (k *Asker) call(row Row) (Call, error) {
	method, rest, _ := strings.Cut(row.Send, " ")
	slash := strings.IndexByte(rest, '/')
	call := Call{Method: method, Host: rest[:slash], Path: rest[slash:], Header: http.Header{}, Body: row.Body, Client: row.From}
	if name := k.Table.Hosts[k.Environment][call.Host]; name != "" {
		call.Host = name
	}
	if call.Client == "" {
		call.Client = defaultClient
	}
	for name, value := range row.Headers {
		call.Header.Set(name, value)
	}
	return call, k.Issuers.prove(k.Table.Callers[row.As], &call)
}

// askInTurn sends a request for each that has to answer it, in their order.
func (k *Asker) askInTurn(call Call, row Row) ([]string, error) {
	var out []string
	for i, from := range row.InTurn {
		answer, err := k.World.Send(call)
		if err != nil {
			return nil, err
		}
		want := row.in(k.Environment)
		want.Answer += Outcome(" from " + from)
		for _, d := range want.differs(answer) {
			out = append(out, fmt.Sprintf("the %d. time %s", i+1, d))
		}
	}
	return out, nil
}

// inParallel is how many requests of a row are under way at a time.
const inParallel = 8

// askOften sends a request many times at once. As many as the row says have to pass, and one more for each time that a new one
// came free meanwhile; the others have to be refused.
func (k *Asker) askOften(call Call, row Row) ([]string, error) {
	answers, begun := make([]Answer, row.Times), time.Now()
	if row.Passes > 0 {
		k.limited = begun
	}
	problems := make([]error, row.Times)
	var group sync.WaitGroup
	turns := make(chan struct{}, inParallel)
	for i := range answers {
		group.Go(func() {
			turns <- struct{}{}
			answers[i], problems[i] = k.World.Send(call)
			<-turns
		})
	}
	group.Wait()
	more := int(time.Since(k.limited) / time.Duration(row.Refill))
	var out []string
	passed := 0
	for i, a := range answers {
		if problems[i] != nil {
			return nil, problems[i]
		}
		if a.Status == row.Then {
			continue
		}
		passed++
		out = append(out, row.in(k.Environment).differs(a)...)
	}
	if passed < row.Passes || passed > row.Passes+more || passed == row.Times {
		out = append(out, fmt.Sprintf("%d of %d pass, and %d may, %d at most in the time that it took", passed, row.Times, row.Passes, row.Passes+more))
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// differs lists where an answer is another than the expected one.
func (e Expected) differs(a Answer) []string {
	var out []string
	status, from, _ := e.answer()
	if a.Status != status || a.From != from {
		out = append(out, fmt.Sprintf("the answer is %s, not %s", said(a.Status, a.From), said(status, from)))
	}
	if e.Receives != "" && e.Receives != a.Method+" "+a.Path {
		out = append(out, fmt.Sprintf("%s receives %s %s, not %s", a.From, a.Method, a.Path, e.Receives))
	}
	out = append(out, differ("hears", e.Hears, a.Heard)...)
	return append(out, differ("the answer has", e.With, a.Header)...)
}

func said(status int, from string) string {
	if from == "" {
		return fmt.Sprint(status)
	}
	return fmt.Sprintf("%d from %s", status, from)
}

func differ(verb string, wanted map[string]string, has http.Header) []string {
	var out []string
	for name, want := range wanted {
		values := has.Values(name)
		got := strings.Join(values, ", ")
		switch {
		case want == "-" && len(values) == 0, want == "*" && len(values) > 0, want == got:
		case isList(name) && slices.Equal(words(want), words(got)):
		default:
			out = append(out, fmt.Sprintf("%s %s: %q, not %q", verb, name, got, want))
		}
	}
	slices.Sort(out)
	return out
}

// isList reports whether a header lists names, whose order and case say nothing.
func isList(name string) bool {
	return slices.Contains([]string{"Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Vary", "Allow"}, http.CanonicalHeaderKey(name))
}

// words are the names of a list, sorted.
func words(list string) []string {
	out := strings.FieldsFunc(strings.ToLower(list), func(c rune) bool { return c == ',' || c == ' ' })
	slices.Sort(out)
	return out
}
