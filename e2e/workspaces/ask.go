package workspaces

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"espc.dev/e2e/answers"
)

// An Asker asks a table's rows, in their order.
type Asker struct {
	Workspaces *Workspaces
	// Exchanges are the requests that were sent, and what they were answered.
	Exchanges []Exchange

	kept map[string]any
}

// An Exchange is a request and its answer, as documents describe them.
type Exchange struct {
	That   string `json:"that"`
	Method string `json:"method"`
	Path   string `json:"path"` // without the query
	Status int    `json:"status"`
	// Sent and Given are the bodies; HasBody and Answered say that there was one.
	Sent     any  `json:"sent"`
	HasBody  bool `json:"hasBody"`
	Given    any  `json:"given"`
	Answered bool `json:"answered"`
	// Shaped says that the filter asks for some fields alone.
	Shaped bool `json:"shaped"`
}

// Ask sends a row's request, and returns what differs from what the row says; nothing where it holds.
func (k *Asker) Ask(row Row) ([]string, error) {
	request, exchange, err := k.request(row)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	exchange.Status = response.StatusCode
	if len(body) > 0 {
		exchange.Answered = true
		if err := json.Unmarshal(body, &exchange.Given); err != nil {
			return nil, fmt.Errorf("the answer is no JSON: %s", body)
		}
	}
	if row.Undocumented == "" {
		k.Exchanges = append(k.Exchanges, exchange)
	}
	return k.judge(row, exchange)
}

// request is a row's request.
func (k *Asker) request(row Row) (*http.Request, Exchange, error) {
	send, err := answers.FillText(row.Send, k.kept)
	if err != nil {
		return nil, Exchange{}, err
	}
	method, rest, _ := strings.Cut(send, " ")
	service, path, _ := strings.Cut(rest, "/")
	w := k.Workspaces.ByService[service]
	if w == nil {
		return nil, Exchange{}, fmt.Errorf("no Service of models is called %s", service)
	}
	address, err := url.Parse(fmt.Sprintf("http://127.0.0.1:%d/%s", w.Port, path))
	if err != nil {
		return nil, Exchange{}, err
	}
	query := address.Query()
	for name, value := range map[string]any{"filter": row.Filter, "where": row.Where} {
		if value == nil {
			continue
		}
		if value, err = answers.Fill(value, k.kept); err != nil {
			return nil, Exchange{}, err
		}
		query.Set(name, answers.Show(value))
	}
	address.RawQuery = query.Encode()
	exchange := Exchange{That: row.That, Method: method, Path: address.Path, Shaped: fields(row.Filter)}
	var body io.Reader
	if row.Body != nil {
		if exchange.Sent, err = answers.Fill(row.Body, k.kept); err != nil {
			return nil, Exchange{}, err
		}
		exchange.HasBody, body = true, bytes.NewReader([]byte(answers.Show(exchange.Sent)))
	}
	request, err := http.NewRequest(method, address.String(), body)
	if err != nil {
		return nil, Exchange{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if row.As != "" {
		token, has := k.kept[row.As]
		if !has {
			return nil, Exchange{}, fmt.Errorf("no row has kept a token %s", row.As)
		}
		request.Header.Set("Authorization", fmt.Sprint("Bearer ", token))
	}
	return request, exchange, nil
}

// fields reports whether a filter asks for some fields alone.
func fields(filter any) bool {
	f, _ := filter.(map[string]any)
	return f["fields"] != nil
}

func (k *Asker) judge(row Row, exchange Exchange) ([]string, error) {
	var out []string
	if exchange.Status != row.Answer {
		out = append(out, fmt.Sprintf("the answer is %d, not %d: %s", exchange.Status, row.Answer, answers.Show(exchange.Given)))
	}
	if row.Gives != nil {
		want, err := answers.Fill(row.Gives, k.kept)
		if err != nil {
			return nil, err
		}
		out = append(out, answers.Differs("the answer", want, exchange.Given, !exchange.Answered)...)
	}
	for name, path := range row.Keep {
		value, err := answers.At(exchange.Given, path)
		if err != nil {
			return append(out, fmt.Sprintf("%v in the answer: %s", err, answers.Show(exchange.Given))), nil
		}
		if k.kept == nil {
			k.kept = map[string]any{}
		}
		k.kept[name] = value
	}
	return out, nil
}
