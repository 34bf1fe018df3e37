package apim

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/iam"
)

// restStage is the name of a REST API's stage.
const restStage = "live"

// restRequest is a request to a method of a REST API.
type restRequest struct {
	api        *api
	call       Call
	resource   string // the path of the resource, such as /prices/{id}
	parameters map[string]string
	method     *cloudformation.Resource
	authorizer map[string]any
	usage      string // the key that usage plans count by
}

// sendREST answers as a REST API: the firewall, the API's policy, the method, its authorizer, usage plans, the stage's limits, the
// integration.
func (w *AWS) sendREST(a *api, c Call) (Answer, error) {
	blocked, err := w.firewall(a, c)
	if err != nil || blocked != 0 {
		return own(blocked), err
	}
	q := w.findMethod(a, c)
	if refused, err := w.refused(a, c); err != nil || refused {
		return w.respond(a, "ACCESS_DENIED", http.StatusForbidden, err)
	}
	if q.method == nil {
		return w.respond(a, "MISSING_AUTHENTICATION_TOKEN", http.StatusForbidden, nil)
	}
	if kind := q.method.Raw("AuthorizationType"); kind == "CUSTOM" {
		if response, status, err := w.authorizeREST(&q); err != nil || response != "" {
			return w.respond(a, response, status, err)
		}
	} else if kind != "NONE" {
		return Answer{}, fmt.Errorf("%s: %v is not modelled", q.method, kind)
	}
	if response, status, err := w.count(q); err != nil || response != "" {
		return w.respond(a, response, status, err)
	}
	if throttled, err := w.throttledStage(q); err != nil || throttled {
		return w.respond(a, "THROTTLED", http.StatusTooManyRequests, err)
	}
	return w.integrateREST(q)
}

// respond is an answer of the API's own, as its gateway responses change it:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html.
func (w *AWS) respond(a *api, kind string, status int, err error) (Answer, error) {
	out := own(status)
	if err != nil {
		return out, err
	}
	fallback := fmt.Sprintf("DEFAULT_%dXX", status/100)
	var found *cloudformation.Resource
	for _, r := range w.of(a, "AWS::ApiGateway::GatewayResponse") {
		if is := r.Raw("ResponseType"); is == kind || found == nil && is == fallback {
			found = r
		}
	}
	if found == nil {
		return out, nil
	}
	if code := found.Raw("StatusCode"); code != nil {
		if _, err := fmt.Sscan(fmt.Sprint(code), &out.Status); err != nil {
			return out, err
		}
	}
	parameters, _ := found.Raw("ResponseParameters").(map[string]any)
	for name, value := range parameters {
		header, ok := strings.CutPrefix(name, "gatewayresponse.header.")
		if !ok {
			return out, fmt.Errorf("%s: %s is not modelled", found, name)
		}
		out.Header.Set(header, strings.Trim(fmt.Sprint(value), "'"))
	}
	return out, nil
}

// refused reports whether the API's own policy denies a request explicitly, which no authorizer's answer changes.
func (w *AWS) refused(a *api, c Call) (bool, error) {
	path, _, _ := strings.Cut(c.Path, "?")
	decision, err := w.account.Decide(iam.Request{
		Principal: iam.Everybody, Action: "execute-api:Invoke",
		Resource: fmt.Sprintf("%s/%s/%s%s", a.identity.ARN, restStage, c.Method, path),
		Context:  iam.Context{"aws:sourceip": {c.Client}},
	})
	return !decision.Allowed && decision.By != nil, err
}

// findMethod finds the resource of a path, by the most specific part at each of its segments, and its method. What is found is
// not left again for a resource that has the method.
func (w *AWS) findMethod(a *api, c Call) restRequest {
	path, _, _ := strings.Cut(c.Path, "?")
	q := restRequest{api: a, call: c, parameters: map[string]string{}}
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")[1:]
	at, ok := "", true // the logical id; "" for the root
	for i, segment := range segments {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			decoded = segment
		}
		next := w.child(a, at, decoded)
		if next == nil {
			ok = false
			break
		}
		part := fmt.Sprint(next.Raw("PathPart"))
		at, q.resource = next.ID, q.resource+"/"+part
		if name, greedy := strings.CutSuffix(part, "+}"); greedy {
			q.parameters[name[1:]] = strings.Join(segments[i:], "/")
			break
		} else if strings.HasPrefix(part, "{") {
			q.parameters[strings.Trim(part, "{}")] = segment
		}
	}
	if !ok {
		return q
	}
	if q.resource == "" {
		q.resource = "/"
	}
	var every *cloudformation.Resource
	for _, m := range w.of(a, "AWS::ApiGateway::Method") {
		if refOf(m.Raw("ResourceId")) != at {
			continue
		}
		switch m.Raw("HttpMethod") {
		case c.Method:
			q.method = m
		case "ANY":
			every = m
		}
	}
	if q.method == nil {
		q.method = every
	}
	return q
}

// child is the resource of the next segment of a path.
func (w *AWS) child(a *api, parent, segment string) *cloudformation.Resource {
	var parameter, greedy *cloudformation.Resource
	for _, r := range w.of(a, "AWS::ApiGateway::Resource") {
		if refOf(r.Raw("ParentId")) != parent {
			continue
		}
		switch part := fmt.Sprint(r.Raw("PathPart")); {
		case strings.HasSuffix(part, "+}"):
			greedy = r
		case strings.HasPrefix(part, "{"):
			parameter = r
		case part == segment:
			return r
		}
	}
	if parameter != nil && segment != "" {
		return parameter
	}
	return greedy
}

// methodARN is that of a request, as the authorizer is told and its policy is judged by.
func (q restRequest) methodARN() string {
	path, _, _ := strings.Cut(q.call.Path, "?")
	return fmt.Sprintf("%s/%s/%s%s", q.api.identity.ARN, restStage, q.call.Method, path)
}

// authorizeREST asks a method's authorizer; it returns the response of the API's own where that lets nobody through.
func (w *AWS) authorizeREST(q *restRequest) (response string, status int, err error) {
	r := w.stack.Find(refOf(q.method.Raw("AuthorizerId")))
	if r == nil {
		return "", 0, fmt.Errorf("%s has no authorizer", q.method)
	}
	var identity []string
	for source := range strings.SplitSeq(fmt.Sprint(r.Raw("IdentitySource")), ",") {
		value, err := q.source(source)
		if err != nil {
			return "", 0, err
		}
		if value == "" {
			return "UNAUTHORIZED", http.StatusUnauthorized, nil
		}
		identity = append(identity, value)
	}
	event := q.event()
	event["type"], event["methodArn"] = "REQUEST", q.methodARN()
	var answer struct {
		PrincipalID        string
		UsageIdentifierKey string
		Context            map[string]any
		PolicyDocument     struct {
			Statement []struct {
				Effect, Action string
				Resource       any
			}
		}
	}
	var failed errorOf
	switch err := w.ask(r, q.api, identity, event, &answer); {
	case errors.As(err, &failed) && failed.message == "Unauthorized":
		return "UNAUTHORIZED", http.StatusUnauthorized, nil
	case errors.As(err, &failed):
		return "AUTHORIZER_FAILURE", http.StatusInternalServerError, nil
	case err != nil:
		return "", 0, err
	}
	allowed := false
	for _, s := range answer.PolicyDocument.Statement {
		resources, list := s.Resource.([]any)
		if !list {
			resources = []any{s.Resource}
		}
		for _, resource := range resources {
			if s.Action != "execute-api:Invoke" || !iam.MatchARN(fmt.Sprint(resource), q.methodARN()) {
				continue
			}
			if s.Effect == "Deny" {
				return "ACCESS_DENIED", http.StatusForbidden, nil
			}
			allowed = true
		}
	}
	if !allowed {
		return "ACCESS_DENIED", http.StatusForbidden, nil
	}
	q.usage = answer.UsageIdentifierKey
	q.authorizer = map[string]any{"principalId": answer.PrincipalID}
	for name, value := range answer.Context {
		q.authorizer[name] = value
	}
	return "", 0, nil
}

// source is the value of an identity source.
func (q restRequest) source(of string) (string, error) {
	_, query, _ := strings.Cut(q.call.Path, "?")
	switch header, isHeader := strings.CutPrefix(of, "method.request.header."); {
	case isHeader:
		return q.call.Header.Get(header), nil
	case strings.HasPrefix(of, "method.request.querystring."):
		values, err := url.ParseQuery(query)
		return values.Get(strings.TrimPrefix(of, "method.request.querystring.")), err
	case of == "context.httpMethod":
		return q.call.Method, nil
	case of == "context.resourcePath":
		return q.resource, nil
	}
	return "", fmt.Errorf("the identity source %s is not modelled", of)
}

// event is a request in payload format 1.0:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.
func (q restRequest) event() map[string]any {
	path, query, _ := strings.Cut(q.call.Path, "?")
	header := q.call.Header.Clone()
	header.Set("Host", q.call.Host)
	header.Set("X-Forwarded-For", q.call.Client)
	header.Set("X-Forwarded-Proto", "https")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = url.Values{}
	}
	one := func(lists map[string][]string) map[string]string {
		out := map[string]string{}
		for name, list := range lists {
			out[name] = list[len(list)-1]
		}
		return out
	}
	about := map[string]any{
		"accountId": place.Account, "apiId": q.api.identity.Ref, "domainName": q.call.Host, "stage": restStage, "requestId": "request",
		"resourcePath": q.resource, "httpMethod": q.call.Method, "path": path, "identity": map[string]any{"sourceIp": q.call.Client},
	}
	if q.authorizer != nil {
		about["authorizer"] = q.authorizer
	}
	event := map[string]any{
		"resource": q.resource, "path": path, "httpMethod": q.call.Method, "headers": one(header), "multiValueHeaders": header,
		"queryStringParameters": one(values), "multiValueQueryStringParameters": values, "pathParameters": q.parameters,
		"requestContext": about, "isBase64Encoded": false, "body": nil,
	}
	if q.call.Body != "" {
		event["body"] = q.call.Body
	}
	return event
}
