package functions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"espc.dev/e2e/answers"
)

// client follows no redirect.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Ask sends a row's request, and returns what differs from what the row says; nothing where it holds.
func (w *Town) Ask(row Row) ([]string, error) {
	request, entity, err := w.request(row)
	if err != nil {
		return nil, err
	}
	w.outside.expect(row.Asks)
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	out := w.outside.differs()
	if response.StatusCode != row.Answer {
		out = append(out, fmt.Sprintf("the answer is %d, not %d: %s", response.StatusCode, row.Answer, body))
	}
	if row.Gives != nil {
		var given any
		if err := json.Unmarshal(body, &given); err != nil {
			given = string(body)
		}
		out = append(out, answers.Differs("the answer", row.Gives, given, len(body) == 0)...)
	}
	for _, name := range slices.Sorted(maps.Keys(row.With)) {
		if got, want := response.Header.Get(name), row.With[name]; !fits(want, got) {
			out = append(out, fmt.Sprintf("the answer has %s: %q, not %q", name, got, want))
		}
	}
	if row.Prints != "" && !w.printed(entity, row.Prints) {
		out = append(out, fmt.Sprintf("%s does not print %q", entity, row.Prints))
	}
	return out, nil
}

// fits reports whether a header's text is the expected one: "-" is none, "*" is any.
func fits(want, got string) bool {
	switch want {
	case "-":
		return got == ""
	case "*":
		return got != ""
	}
	return got == want
}

// printed reports whether a function's log has a text, which may come a little after the answer.
func (w *Town) printed(entity, text string) bool {
	log := w.logs[entity]
	for range 50 {
		if log != nil && strings.Contains(log.String(), text) {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

func (w *Town) request(row Row) (*http.Request, string, error) {
	method, rest, _ := strings.Cut(row.Send, " ")
	entity, path, _ := strings.Cut(rest, "/")
	port, known := w.ports[entity]
	if !known {
		return nil, "", fmt.Errorf("%s does not run", entity)
	}
	headers := http.Header{}
	var body []byte
	switch {
	case row.Event != nil:
		body = event(row, headers)
	case row.Body != nil:
		if text, ok := row.Body.(string); ok {
			body = []byte(text)
		} else {
			body = []byte(answers.Show(row.Body))
		}
		headers.Set("Content-Type", "application/json")
	}
	request, err := http.NewRequest(method, fmt.Sprintf("http://127.0.0.1:%d/%s", port, path), bytes.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	request.Header = headers
	for name, value := range row.Headers {
		request.Header.Set(name, value)
	}
	return request, entity, nil
}

// event writes a row's CloudEvent, and returns the body.
func event(row Row, headers http.Header) []byte {
	attributes := map[string]any{"specversion": "1.0", "id": "1", "source": "/test"}
	maps.Copy(attributes, row.Event)
	if row.Form == "structured" {
		headers.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
		return []byte(answers.Show(attributes))
	}
	for name, value := range attributes {
		if name != "data" {
			headers.Set("ce-"+name, fmt.Sprint(value))
		}
	}
	headers.Set("Content-Type", "application/json")
	if attributes["data"] == nil {
		return nil
	}
	return []byte(answers.Show(attributes["data"]))
}
