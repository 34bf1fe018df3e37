package apim

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"espc.dev/e2e/cloudformation"
)

// integrateHTTP hands a request to what a route of an HTTP API leads to.
func (w *AWS) integrateHTTP(q httpRequest, route *cloudformation.Resource) (Answer, error) {
	r, err := w.target(route)
	if err != nil {
		return Answer{}, err
	}
	path, query, _ := strings.Cut(q.call.Path, "?")
	header := q.call.Header.Clone()
	parameters, _ := r.Raw("RequestParameters").(map[string]any)
	for name, raw := range parameters {
		value, err := w.text(r, raw)
		if err != nil {
			return Answer{}, err
		}
		value = requestPath.ReplaceAllStringFunc(value, func(match string) string { return q.parameters[requestPath.FindStringSubmatch(match)[1]] })
		if strings.HasPrefix(value, "$context.") {
			if value, err = q.contextOf(value); err != nil {
				return Answer{}, err
			}
		}
		action, of, _ := strings.Cut(name, ":")
		field, isHeader := strings.CutPrefix(of, "header.")
		switch {
		case action == "overwrite" && isHeader:
			header.Set(field, value)
		case action == "remove" && isHeader:
			header.Del(field)
		case name == "overwrite:path":
			path = value
		default:
			return Answer{}, fmt.Errorf("%s: the parameter %s is not modelled", r, name)
		}
	}
	q.call.Header, q.call.Path = header, joinQuery(path, query)
	kind, err := r.Text("IntegrationType")
	if err != nil {
		return Answer{}, err
	}
	uri, err := r.Text("IntegrationUri")
	if err != nil {
		return Answer{}, err
	}
	switch {
	case kind == "AWS_PROXY":
		event := q.event()
		source := fmt.Sprintf("arn:aws:execute-api:%s:%s:%s/$default/%s", place.Region, place.Account, q.api.identity.Ref, strings.Replace(q.key, " ", "", 1))
		return w.call(uri, []string{source}, event, q.call)
	case kind != "HTTP_PROXY":
		return Answer{}, fmt.Errorf("%s: %s is not modelled", r, kind)
	case r.Raw("ConnectionType") == "VPC_LINK":
		return w.service(header.Get("Host"), q.call.Method, q.call.Path, header)
	}
	return outside(bound(uri, q.parameters), query, methodOf(r.Raw("IntegrationMethod"), q.call), header)
}

// contextOf is the value of a variable of the authorizer's.
func (q httpRequest) contextOf(variable string) (string, error) {
	name, ok := strings.CutPrefix(variable, "$context.authorizer.")
	if !ok {
		return "", fmt.Errorf("the variable %s is not modelled", variable)
	}
	from, _ := q.authorizer["lambda"].(map[string]any)
	if claim, isClaim := strings.CutPrefix(name, "claims."); isClaim {
		token, _ := q.authorizer["jwt"].(map[string]any)
		claims, _ := token["claims"].(map[string]string)
		return claims[claim], nil
	}
	value, _ := from[name].(string)
	return value, nil
}

var requestPath = regexp.MustCompile(`\$\{request\.path\.([^}]*)\}`)

func joinQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// target is a route's integration.
func (w *AWS) target(route *cloudformation.Resource) (*cloudformation.Resource, error) {
	target, err := route.Text("Target")
	if err != nil {
		// An integration has no identity of its own that is modelled; the route names it by its logical id.
		sub, _ := route.Raw("Target").(map[string]any)["Fn::Sub"].(string)
		target = sub
	}
	id := strings.Trim(strings.TrimPrefix(target, "integrations/"), "${}")
	if r := w.stack.Find(id); r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("%s leads to %s, which is not there", route, target)
}

// text is a value of a template as a text, with its secrets.
func (w *AWS) text(r *cloudformation.Resource, raw any) (string, error) {
	value, err := r.Stack.Resolve(raw)
	if err != nil {
		return "", err
	}
	return w.put(fmt.Sprint(value))
}

// bound fills the parameters of a URL.
func bound(uri string, parameters map[string]string) string {
	for name, value := range parameters {
		uri = strings.ReplaceAll(uri, "{"+name+"}", value)
	}
	return uri
}

func methodOf(raw any, c Call) string {
	if raw == "ANY" || raw == nil {
		return c.Method
	}
	return fmt.Sprint(raw)
}

// outside answers as a service outside, which tells what reached it.
func outside(uri, query, method string, header http.Header) (Answer, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return Answer{}, err
	}
	return echoed(u.Host, method, joinQuery(u.EscapedPath(), query), header), nil
}

// echoed is the answer of what tells what reached it.
func echoed(from, method, path string, header http.Header) Answer {
	return Answer{
		Status: http.StatusOK, Header: http.Header{"Access-Control-Allow-Origin": {servicesOrigin}, "Content-Type": {"application/json"}},
		From: from, Method: method, Path: path, Heard: header,
	}
}

// service answers as a service that an API reaches by a VPC link, which its load balancer finds by Host.
func (w *AWS) service(host, method, path string, header http.Header) (Answer, error) {
	for _, r := range w.all("AWS::ECS::ExpressGatewayService") {
		identity, err := r.Identity()
		if err != nil {
			return Answer{}, err
		}
		if identity.Attributes["Endpoint"] == host {
			name, err := r.Text("ServiceName")
			return echoed("microservice."+strings.TrimPrefix(name, w.prefix), method, path, header), err
		}
	}
	return own(http.StatusServiceUnavailable), nil
}

// call hands an event to a function and reads its answer as a proxy integration does. What API Gateway may not call, or fails,
// is 500 or 502.
func (w *AWS) call(arn string, sources []string, event map[string]any, c Call) (Answer, error) {
	for _, source := range sources {
		if allowed, err := w.may(arn, source); err != nil || !allowed {
			return own(http.StatusInternalServerError), err
		}
	}
	r, l, err := w.function(arn)
	if err != nil {
		return Answer{}, err
	}
	from, err := w.entity(r)
	if err != nil {
		return Answer{}, err
	}
	if l.web {
		return echoed(from, c.Method, c.Path, c.Header), nil
	}
	var answer struct {
		StatusCode        int
		Headers           map[string]string
		MultiValueHeaders map[string][]string
		Body              string
		IsBase64Encoded   bool
	}
	if err := l.invoke(event, &answer); errors.As(err, &errorOf{}) {
		return own(http.StatusBadGateway), nil
	} else if err != nil {
		return Answer{}, err
	}
	out := Answer{Status: answer.StatusCode, Header: http.Header{}, Body: answer.Body}
	if answer.IsBase64Encoded {
		b, err := base64.StdEncoding.DecodeString(answer.Body)
		if err != nil {
			return Answer{}, err
		}
		out.Body = string(b)
	}
	for name, value := range answer.Headers {
		out.Header.Set(name, value)
	}
	for name, values := range answer.MultiValueHeaders {
		for _, v := range values {
			out.Header.Add(name, v)
		}
	}
	return told(out, from), nil
}

// decodeJSON reads a value of a template into a struct.
func decodeJSON(value, into any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}
