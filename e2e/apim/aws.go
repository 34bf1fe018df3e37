package apim

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/iam"
	"espc.dev/e2e/pods"
	"espc.dev/e2e/runtimes"
)

// AWS evaluates the APIs of a compiled template, as API Gateway's documentation says that they answer. It is safe for concurrent
// use.
type AWS struct {
	folder   string
	prefix   string // of the names of functions
	topology string
	stack    *cloudformation.Stack
	account  *iam.Account
	services *services
	secrets  map[string]map[string]string
	node     string
	apis     []*api

	mu       sync.Mutex
	lambdas  map[string]*lambda
	buckets  map[string]*bucket
	quotas   map[string]int
	kept     map[string]keptAnswer
	windows  map[string][]time.Time
	passed   time.Duration // what went by beside the clock
	newest   func(*cloudformation.Resource) (*lambda, error)
	velocity func(template string, header http.Header) (map[string]string, error)
}

// place is where the stack stands.
var place = cloudformation.Place{Partition: "aws", Region: "eu-west-1", Account: "123456789012"}

// api is one API, with the hosts that lead to it.
type api struct {
	resource *cloudformation.Resource
	identity cloudformation.Identity
	rest     bool
	hosts    []string
	// open is set where the API's own address leads to it, too.
	open bool
}

// NewAWS starts to answer for a compiled folder; topology and environment begin the names of its functions.
func NewAWS(t testing.TB, folder, topology, environment string, secrets map[string]map[string]string, keys map[string]*rsa.PrivateKey) *AWS {
	t.Helper()
	w, err := readAWS(folder, topology, environment)
	if err != nil {
		t.Fatal(err)
	}
	if w.services, err = startServices(keys); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.services.close)
	w.secrets, w.node = secrets, runtimes.Node(t, "function-nodejs24")
	w.velocity = installVelocity(t, w.node)
	w.newest = func(r *cloudformation.Resource) (*lambda, error) { return w.newLambda(t, r) }
	t.Cleanup(func() {
		if t.Failed() {
			for name, l := range w.lambdas {
				if l.log != nil && l.log.String() != "" {
					t.Logf("%s printed:\n%s", name, pods.Tail(l.log.String()))
				}
			}
		}
	})
	return w
}

// readAWS reads a compiled folder, and starts nothing.
func readAWS(folder, topology, environment string) (*AWS, error) {
	stack, err := cloudformation.Load(os.DirFS(folder), topology+"-"+environment, place, nil)
	if err != nil {
		return nil, err
	}
	account, err := iam.NewAccount(stack)
	if err != nil {
		return nil, err
	}
	w := &AWS{
		folder: folder, prefix: topology + "-" + environment + "-", topology: topology, stack: stack, account: account,
		lambdas: map[string]*lambda{}, buckets: map[string]*bucket{}, quotas: map[string]int{}, kept: map[string]keptAnswer{}, windows: map[string][]time.Time{},
	}
	return w, w.readAPIs()
}

// now is the time in the world.
func (w *AWS) now() time.Time { return time.Now().Add(w.passed) }

// Pass lets time go by, without waiting.
func (w *AWS) Pass(d time.Duration) { w.passed += d }

// readAPIs finds the APIs, and the domain names that are mapped to them.
func (w *AWS) readAPIs() error {
	for _, r := range w.all("AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi") {
		identity, err := r.Identity()
		if err != nil {
			return err
		}
		a := &api{resource: r, identity: identity, rest: r.Type == "AWS::ApiGateway::RestApi", open: r.Raw("DisableExecuteApiEndpoint") != true}
		for _, m := range w.all("AWS::ApiGatewayV2::ApiMapping") {
			if refOf(m.Raw("ApiId")) != r.ID {
				continue
			}
			if m.Raw("ApiMappingKey") != nil {
				return fmt.Errorf("%s has a key, which is not modelled", m)
			}
			domain := w.stack.Find(refOf(m.Raw("DomainName")))
			if domain == nil {
				return fmt.Errorf("%s maps no domain of the stack", m)
			}
			a.hosts = append(a.hosts, fmt.Sprint(domain.Raw("DomainName")))
		}
		w.apis = append(w.apis, a)
	}
	if len(w.apis) == 0 {
		return errors.New("the template has no API")
	}
	return nil
}

// all returns the resources of some types, sorted by id.
func (w *AWS) all(types ...string) []*cloudformation.Resource {
	return slices.DeleteFunc(w.stack.All(), func(r *cloudformation.Resource) bool { return !slices.Contains(types, r.Type) })
}

// of returns the resources of a type that belong to an API.
func (w *AWS) of(a *api, typ string) []*cloudformation.Resource {
	field := "ApiId"
	if a.rest {
		field = "RestApiId"
	}
	return slices.DeleteFunc(w.all(typ), func(r *cloudformation.Resource) bool { return refOf(r.Raw(field)) != a.resource.ID })
}

// refOf returns the logical id that a value refers to, "" where it does not.
func refOf(value any) string {
	m, _ := value.(map[string]any)
	id, _ := m["Ref"].(string)
	return id
}

// find returns the API that a host leads to. Where none has the host it is the one with an address of its own.
func (w *AWS) find(host string) (*api, error) {
	var open []*api
	for _, a := range w.apis {
		for _, h := range a.hosts {
			if h == host || strings.HasPrefix(h, "*.") && strings.HasSuffix(host, h[1:]) {
				return a, nil
			}
		}
		if a.open {
			open = append(open, a)
		}
	}
	if len(open) == 1 {
		return open[0], nil
	}
	return nil, fmt.Errorf("%d APIs may have the host %s", len(open), host)
}

// Send answers one request.
func (w *AWS) Send(c Call) (Answer, error) {
	a, err := w.find(c.Host)
	if err != nil {
		return Answer{}, err
	}
	if a.rest {
		return w.sendREST(a, c)
	}
	return w.sendHTTP(a, c)
}

// Use sets what the quotas of all who have called have counted.
func (w *AWS) Use(calls int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for key := range w.quotas {
		w.quotas[key] = calls
	}
	return nil
}

// function returns the function of the template with an ARN, running.
func (w *AWS) function(arn string) (*cloudformation.Resource, *lambda, error) {
	for _, r := range w.all("AWS::Lambda::Function") {
		identity, err := r.Identity()
		if err != nil {
			return nil, nil, err
		}
		if identity.ARN != arn {
			continue
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		l := w.lambdas[r.ID]
		if l == nil {
			if l, err = w.newest(r); err != nil {
				return nil, nil, err
			}
			w.lambdas[r.ID] = l
		}
		return r, l, nil
	}
	return nil, nil, fmt.Errorf("there is no function %s", arn)
}

// may reports whether API Gateway may call a function, as a source.
func (w *AWS) may(function, source string) (bool, error) {
	decision, err := w.account.Decide(iam.Request{
		Principal: "apigateway.amazonaws.com", Action: "lambda:InvokeFunction", Resource: function,
		Context: iam.Context{"aws:sourcearn": {source}, "aws:sourceaccount": {place.Account}},
	})
	return decision.Allowed, err
}

// entity is who a function is, by its name.
func (w *AWS) entity(r *cloudformation.Resource) (string, error) {
	name, err := r.Text("FunctionName")
	own, ok := strings.CutPrefix(name, w.prefix)
	if err == nil && !ok {
		err = fmt.Errorf("%s is called %s", r, name)
	}
	if own == "workspace" {
		return "workspace." + w.topology, err
	}
	return "function." + own, err
}

// dynamicReference is what CloudFormation replaces by a secret.
var dynamicReference = regexp.MustCompile(`\{\{resolve:secretsmanager:([^}]*):SecretString(?::([^:}]*))?(?::[^}]*)?\}\}`)

// put replaces references to secrets by what the store holds.
func (w *AWS) put(text string) (string, error) {
	var failed error
	out := dynamicReference.ReplaceAllStringFunc(text, func(match string) string {
		parts := dynamicReference.FindStringSubmatch(match)
		if parts[2] == "" {
			value, err := w.secretString(parts[1])
			failed = errors.Join(failed, err)
			return value
		}
		value, known := w.secrets[parts[1]][parts[2]]
		if !known {
			failed = errors.Join(failed, fmt.Errorf("the table has no secret %s with %s", parts[1], parts[2]))
		}
		return value
	})
	return out, failed
}

// secretString is a secret as Secrets Manager holds it: an object of its properties, or the text of one without.
func (w *AWS) secretString(name string) (string, error) {
	properties, known := w.secrets[name]
	if !known {
		return "", fmt.Errorf("the table has no secret %s", name)
	}
	if text, plain := properties[""]; plain {
		return text, nil
	}
	b, err := json.Marshal(properties)
	return string(b), err
}

// told reads what an answer says reached the one who gave it.
func told(a Answer, from string) Answer {
	var e echo
	if json.Unmarshal([]byte(a.Body), &e) == nil && e.Method != "" {
		a.From, a.Method, a.Path, a.Heard = from, e.Method, e.URL, http.Header{}
		for name, values := range e.Header {
			a.Heard[http.CanonicalHeaderKey(name)] = values
		}
	}
	return a
}
