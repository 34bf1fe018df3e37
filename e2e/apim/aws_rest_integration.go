package apim

import (
	"fmt"
	"net/http"
	"strings"
)

// integration is a REST API's.
type integration struct {
	Type, IntegrationHTTPMethod, Uri, ConnectionType string
	RequestParameters                                map[string]string
	IntegrationResponses                             []struct {
		StatusCode         string
		ResponseParameters map[string]string
		ResponseTemplates  map[string]string
	}
}

// integrateREST hands a request to what a method leads to.
func (w *AWS) integrateREST(q restRequest) (Answer, error) {
	value, err := q.method.Property("Integration")
	if err != nil {
		return Answer{}, err
	}
	var i integration
	if err := decodeJSON(value, &i); err != nil {
		return Answer{}, err
	}
	path, query, _ := strings.Cut(q.call.Path, "?")
	switch i.Type {
	case "MOCK":
		return w.mock(q, i)
	case "AWS_PROXY":
		api := fmt.Sprintf("%s/%s/%s", q.api.identity.ARN, restStage, q.call.Method)
		return w.call(functionOf(i.Uri), []string{api + path, api + q.resource}, q.event(), q.call)
	case "HTTP_PROXY":
	default:
		return Answer{}, fmt.Errorf("%s: %s is not modelled", q.method, i.Type)
	}
	header, parameters := q.call.Header.Clone(), map[string]string{}
	for name, from := range i.RequestParameters {
		from, err := w.put(from)
		if err != nil {
			return Answer{}, err
		}
		value := strings.Trim(from, "'")
		if of, ok := strings.CutPrefix(from, "method.request.path."); ok {
			value = q.parameters[of]
		}
		if of, ok := strings.CutPrefix(from, "context.authorizer."); ok {
			value, _ = q.authorizer[of].(string)
		}
		if to, ok := strings.CutPrefix(name, "integration.request.path."); ok {
			parameters[to] = value
		} else if to, ok := strings.CutPrefix(name, "integration.request.header."); ok {
			header.Set(to, value)
		} else {
			return Answer{}, fmt.Errorf("%s: %s is not modelled", q.method, name)
		}
	}
	uri, err := w.put(bound(i.Uri, parameters))
	if err != nil {
		return Answer{}, err
	}
	if i.ConnectionType == "VPC_LINK" {
		host, rest, _ := strings.Cut(strings.TrimPrefix(uri, "https://"), "/")
		return w.service(host, methodOf(i.IntegrationHTTPMethod, q.call), joinQuery("/"+rest, query), header)
	}
	return outside(uri, query, methodOf(i.IntegrationHTTPMethod, q.call), header)
}

// mock answers by itself, which the compiler uses for preflights.
func (w *AWS) mock(q restRequest, i integration) (Answer, error) {
	if len(i.IntegrationResponses) != 1 {
		return Answer{}, fmt.Errorf("%s has %d integration responses", q.method, len(i.IntegrationResponses))
	}
	response := i.IntegrationResponses[0]
	out := Answer{Header: http.Header{}}
	if _, err := fmt.Sscan(response.StatusCode, &out.Status); err != nil {
		return out, err
	}
	for name, value := range response.ResponseParameters {
		out.Header.Set(strings.TrimPrefix(name, "method.response.header."), strings.Trim(value, "'"))
	}
	for _, template := range response.ResponseTemplates {
		overrides, err := w.velocity(template, q.call.Header)
		if err != nil {
			return out, err
		}
		for name, value := range overrides {
			out.Header.Set(name, value)
		}
	}
	return out, nil
}
