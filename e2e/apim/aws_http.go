package apim

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"espc.dev/e2e/cloudformation"
)

// sendHTTP answers as an HTTP API.
func (w *AWS) sendHTTP(a *api, c Call) (Answer, error) {
	rules, err := httpRules(a)
	if err != nil {
		return Answer{}, err
	}
	if rules != nil && c.Method == "OPTIONS" && c.Header.Get("Origin") != "" && c.Header.Get("Access-Control-Request-Method") != "" {
		return rules.preflight(c), nil
	}
	answer, err := w.routeHTTP(a, c)
	if err == nil && rules != nil {
		rules.decorate(c, &answer)
	}
	return answer, err
}

// corsRules are an HTTP API's.
type corsRules struct {
	AllowOrigins, AllowMethods, AllowHeaders []string
	AllowCredentials                         bool
	MaxAge                                   *int
}

func httpRules(a *api) (*corsRules, error) {
	value, err := a.resource.Property("CorsConfiguration")
	if err != nil || value == nil {
		return nil, err
	}
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	out := &corsRules{}
	return out, json.Unmarshal(b, out)
}

// allows returns what an answer says of an origin, "" for nothing.
func (r *corsRules) allows(origin string) string {
	switch {
	case origin == "":
	case slices.Contains(r.AllowOrigins, "*"):
		return "*"
	case slices.Contains(r.AllowOrigins, origin):
		return origin
	}
	return ""
}

// preflight answers a browser's question, whether or not there is such a route:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html.
func (r *corsRules) preflight(c Call) Answer {
	answer := Answer{Status: http.StatusNoContent, Header: http.Header{}}
	r.decorate(c, &answer)
	if answer.Header.Get("Access-Control-Allow-Origin") != "" {
		answer.Header.Set("Access-Control-Allow-Methods", strings.Join(r.AllowMethods, ","))
		answer.Header.Set("Access-Control-Allow-Headers", strings.ToLower(strings.Join(r.AllowHeaders, ",")))
		if r.MaxAge != nil {
			answer.Header.Set("Access-Control-Max-Age", fmt.Sprint(*r.MaxAge))
		}
	}
	return answer
}

// decorate writes an answer's cross-origin headers; those of an integration are ignored.
func (r *corsRules) decorate(c Call, answer *Answer) {
	for name := range answer.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			delete(answer.Header, name)
		}
	}
	if allowed := r.allows(c.Header.Get("Origin")); allowed != "" {
		answer.Header.Set("Access-Control-Allow-Origin", allowed)
		if r.AllowCredentials {
			answer.Header.Set("Access-Control-Allow-Credentials", "true")
		}
	}
}

// own is an answer of the API's own.
func own(status int) Answer { return Answer{Status: status, Header: http.Header{}} }

func (w *AWS) routeHTTP(a *api, c Call) (Answer, error) {
	route, key, parameters, err := w.findRoute(a, c)
	if err != nil || route == nil {
		return own(http.StatusNotFound), err
	}
	about := httpRequest{api: a, call: c, key: key, parameters: parameters}
	if kind, err := route.Text("AuthorizationType"); err != nil || kind == "CUSTOM" || kind == "JWT" {
		status, context, err := w.authorizeHTTP(about, route)
		if err != nil || status != http.StatusOK {
			return own(status), err
		}
		about.authorizer = context
	}
	for _, stage := range w.of(a, "AWS::ApiGatewayV2::Stage") {
		settings, _ := stage.Raw("RouteSettings").(map[string]any)
		throttled, err := w.throttled(a.resource.ID+" "+key, settings[key], "ThrottlingRateLimit", "ThrottlingBurstLimit")
		if err != nil || throttled {
			return own(http.StatusTooManyRequests), err
		}
	}
	return w.integrateHTTP(about, route)
}

// httpRequest is a request to a route of an HTTP API.
type httpRequest struct {
	api        *api
	call       Call
	key        string
	parameters map[string]string
	authorizer map[string]any
}

// findRoute chooses the route of a request: of those that take its method the one with the most specific path, a greedy one
// last: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html.
func (w *AWS) findRoute(a *api, c Call) (route *cloudformation.Resource, key string, parameters map[string]string, err error) {
	path, _, _ := strings.Cut(c.Path, "?")
	type candidate struct {
		r          *cloudformation.Resource
		key        string
		parameters map[string]string
		rank       string
	}
	var found []candidate
	for _, r := range w.of(a, "AWS::ApiGatewayV2::Route") {
		key, err := r.Text("RouteKey")
		if err != nil {
			return nil, "", nil, err
		}
		method, pattern, isPath := strings.Cut(key, " ")
		if !isPath {
			return nil, "", nil, fmt.Errorf("the route %s is not modelled", key)
		}
		if method != "ANY" && method != c.Method {
			continue
		}
		if parameters, rank, ok := matchPath(pattern, path); ok {
			if method == "ANY" {
				rank += "z"
			}
			found = append(found, candidate{r, key, parameters, rank})
		}
	}
	if len(found) == 0 {
		return nil, "", nil, nil
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	if len(found) > 1 && found[0].rank == found[1].rank {
		return nil, "", nil, fmt.Errorf("%s and %s are as specific for %s", found[0].key, found[1].key, c.Path)
	}
	return found[0].r, found[0].key, found[0].parameters, nil
}

// matchPath matches a path with a pattern; rank sorts patterns that match the same path, the most specific first.
func matchPath(pattern, path string) (parameters map[string]string, rank string, ok bool) {
	want, got := strings.Split(pattern, "/")[1:], strings.Split(path, "/")[1:]
	parameters = map[string]string{}
	for i, w := range want {
		switch {
		case strings.HasSuffix(w, "+}"):
			rest := strings.Join(got[min(i, len(got)):], "/")
			if rest == "" {
				return nil, "", false
			}
			parameters[strings.Trim(w, "{}+")] = rest
			return parameters, "b" + rank + "c", true
		case i >= len(got):
			return nil, "", false
		case strings.HasPrefix(w, "{"):
			if got[i] == "" {
				return nil, "", false
			}
			parameters[strings.Trim(w, "{}")] = got[i]
			rank += "b"
		default:
			decoded, err := url.PathUnescape(got[i])
			if err != nil || decoded != w {
				return nil, "", false
			}
			rank += "a"
		}
	}
	return parameters, "a" + rank, len(got) == len(want)
}

// event is a request in payload format 2.0:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.
func (q httpRequest) event() map[string]any {
	path, query, _ := strings.Cut(q.call.Path, "?")
	headers := map[string]string{"host": q.call.Host, "x-forwarded-for": q.call.Client, "x-forwarded-proto": "https", "x-forwarded-port": "443"}
	for name, values := range q.call.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	decoded, err := url.PathUnescape(path)
	if err != nil {
		decoded = path
	}
	about := map[string]any{
		"accountId": place.Account, "apiId": q.api.identity.Ref, "domainName": q.call.Host, "requestId": "request", "routeKey": q.key, "stage": "$default",
		"http": map[string]any{"method": q.call.Method, "path": decoded, "protocol": "HTTP/1.1", "sourceIp": q.call.Client, "userAgent": "client"},
		"time": "28/Nov/2026:12:00:00 +0000", "timeEpoch": 0,
	}
	if q.authorizer != nil {
		about["authorizer"] = q.authorizer
	}
	event := map[string]any{
		"version": "2.0", "routeKey": q.key, "rawPath": decoded, "rawQueryString": query, "headers": headers,
		"requestContext": about, "pathParameters": q.parameters, "isBase64Encoded": false,
	}
	if q.call.Body != "" {
		event["body"] = q.call.Body
	}
	return event
}

// keptAnswer is an authorizer's, which API Gateway keeps.
type keptAnswer struct {
	answer json.RawMessage
	until  time.Time
}

// authorizeHTTP asks a route's authorizer: 200, or the status that the API answers.
func (w *AWS) authorizeHTTP(q httpRequest, route *cloudformation.Resource) (int, map[string]any, error) {
	r := w.stack.Find(refOf(route.Raw("AuthorizerId")))
	if r == nil {
		return 0, nil, fmt.Errorf("%s has no authorizer", route)
	}
	var identity []string
	sources, _ := r.Raw("IdentitySource").([]any)
	for _, s := range sources {
		value, err := q.source(fmt.Sprint(s))
		if err != nil {
			return 0, nil, err
		}
		if value == "" {
			return http.StatusUnauthorized, nil, nil
		}
		identity = append(identity, value)
	}
	if r.Raw("AuthorizerType") == "JWT" {
		return w.checkToken(r, route, identity[0])
	}
	event := q.event()
	event["type"], event["identitySource"] = "REQUEST", identity
	event["routeArn"] = fmt.Sprintf("arn:aws:execute-api:%s:%s:%s/$default/%s", place.Region, place.Account, q.api.identity.Ref, strings.Replace(q.key, " ", "", 1))
	var answer struct {
		IsAuthorized bool
		Context      map[string]any
	}
	err := w.ask(r, q.api, identity, event, &answer)
	switch {
	case errors.As(err, &errorOf{}):
		return http.StatusInternalServerError, nil, nil
	case err != nil:
		return 0, nil, err
	case !answer.IsAuthorized:
		return http.StatusForbidden, nil, nil
	}
	return http.StatusOK, map[string]any{"lambda": answer.Context}, nil
}

// source is the value of an identity source.
func (q httpRequest) source(of string) (string, error) {
	_, query, _ := strings.Cut(q.call.Path, "?")
	switch name, rest, _ := strings.Cut(strings.TrimPrefix(of, "$"), "."); {
	case of == "$context.routeKey":
		return q.key, nil
	case name == "request" && strings.HasPrefix(rest, "header."):
		return q.call.Header.Get(strings.TrimPrefix(rest, "header.")), nil
	case name == "request" && strings.HasPrefix(rest, "querystring."):
		values, err := url.ParseQuery(query)
		return values.Get(strings.TrimPrefix(rest, "querystring.")), err
	}
	return "", fmt.Errorf("the identity source %s is not modelled", of)
}

// ask calls an authorizer's function, or takes the answer that was kept for the same identity.
func (w *AWS) ask(r *cloudformation.Resource, a *api, identity []string, event map[string]any, answer any) error {
	key := r.ID + " " + strings.Join(identity, "\x00")
	w.mu.Lock()
	kept, known := w.kept[key]
	w.mu.Unlock()
	if known && w.now().Before(kept.until) {
		return json.Unmarshal(kept.answer, answer)
	}
	uri, err := r.Text("AuthorizerUri")
	if err != nil {
		return err
	}
	arn := functionOf(uri)
	authorizer, err := r.Identity()
	if err != nil {
		return err
	}
	allowed, err := w.may(arn, fmt.Sprintf("arn:aws:execute-api:%s:%s:%s/authorizers/%s", place.Region, place.Account, a.identity.Ref, authorizer.Ref))
	if err != nil || !allowed {
		return errors.Join(err, errorOf{"API Gateway may not call the authorizer"})
	}
	_, l, err := w.function(arn)
	if err != nil {
		return err
	}
	var raw json.RawMessage
	if err := l.invoke(event, &raw); err != nil {
		return err
	}
	ttl, err := number(r.Raw("AuthorizerResultTtlInSeconds"))
	if err != nil {
		return err
	}
	if ttl > 0 {
		w.mu.Lock()
		w.kept[key] = keptAnswer{raw, w.now().Add(time.Duration(ttl) * time.Second)}
		w.mu.Unlock()
	}
	return json.Unmarshal(raw, answer)
}

// functionOf is the ARN of the function in the address by which API Gateway calls it.
func functionOf(uri string) string {
	_, rest, _ := strings.Cut(uri, "/functions/")
	return strings.TrimSuffix(rest, "/invocations")
}
