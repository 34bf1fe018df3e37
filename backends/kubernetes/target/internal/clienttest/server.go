// Package clienttest is a cluster in memory, for tests of bookkeeping: it keeps objects as an API server does as far as uids,
// versions, preconditions, labels and who wrote when are concerned, and it can fail at any call. It applies nothing and runs no
// controllers; what depends on those is tested on a real cluster.
package clienttest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"espc.dev/backends/kubernetes/target/internal/client"
)

// Server is the cluster. Its fields are set before it is used.
type Server struct {
	// Fail is asked at each call what goes wrong with it; nil for nothing. It may change the cluster, as another hand would.
	Fail    func(Call) *Failure
	failing sync.Mutex
	// Username is who SelfSubjectReview says that everybody is.
	Username string

	mu      sync.Mutex
	objects map[address]map[string]any
	calls   []Call
	serial  int
}

type address struct{ typ, namespace, name string }

// Call is one request: "update", the type's name, the object (for a list or a creation without its name).
type Call struct {
	// N counts calls from 1.
	N          int
	Verb, Type string
	Key        client.Key
}

// String is the call in a line: update v1/ConfigMap shop-dev/espc-shop.
func (c Call) String() string {
	return c.Verb + " " + c.Type + " " + c.Key.Namespace + "/" + c.Key.Name
}

// Break sets Fail while calls are under way.
func (s *Server) Break(fail func(Call) *Failure) {
	s.failing.Lock()
	defer s.failing.Unlock()
	s.Fail = fail
}

func (s *Server) fails() func(Call) *Failure {
	s.failing.Lock()
	defer s.failing.Unlock()
	return s.Fail
}

// Failure is what goes wrong with a call.
type Failure struct {
	// Err is the answer; nil for the right one, after Delay.
	Err error
	// After is set when the request is done and its answer is lost, else nothing is done.
	After bool
	// Delay is how long the answer takes. The context's end comes first.
	Delay time.Duration
}

// Lost is the error for an answer that did not come.
func Lost() *client.Error {
	return &client.Error{Reason: client.Unreachable, Message: "connection reset by peer", Unknown: true, Verb: "write", Target: "it"}
}

// Answered is the error for an answer with a status.
func Answered(status int, reason, message string) *client.Error {
	return &client.Error{Status: status, Reason: reason, Message: message, Verb: "write", Target: "it"}
}

// New returns a cluster with namespaces and nothing in them.
func New(namespaces ...string) *Server {
	s := &Server{objects: map[address]map[string]any{}, Username: "alice@example.com"}
	for _, n := range namespaces {
		s.Put(fmt.Sprintf(`{"apiVersion":"v1","kind":"Namespace","metadata":{"name":%q}}`, n))
	}
	return s
}

// Calls returns what was asked so far.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Put creates or replaces an object, as another hand than espc's.
func (s *Server) Put(object string) {
	o, a := parse([]byte(object))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store(a, o, "kubectl-edit")
}

// Edit changes an object, as another hand than espc's. It does nothing where there is none.
func (s *Server) Edit(typ, namespace, name string, edit func(object map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := address{typ, namespace, name}
	if o := s.objects[a]; o != nil {
		o, _ = parse(encode(o))
		edit(o)
		s.store(a, o, "kubectl-edit")
	}
}

// Remove deletes an object, as another hand.
func (s *Server) Remove(typ, namespace, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, address{typ, namespace, name})
}

// Object returns an object's JSON, nil where there is none.
func (s *Server) Object(typ, namespace, name string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.objects[address{typ, namespace, name}]; o != nil {
		return encode(o)
	}
	return nil
}

// Names lists the objects of a type in a namespace, sorted.
func (s *Server) Names(typ, namespace string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for a := range s.objects {
		if a.typ == typ && a.namespace == namespace {
			out = append(out, a.name)
		}
	}
	slices.Sort(out)
	return out
}

// store keeps an object as an API server does: with a uid, a new version, and who changed it when.
func (s *Server) store(a address, o map[string]any, manager string) {
	s.serial++
	m := o["metadata"].(map[string]any)
	old := s.objects[a]
	stamp := time.Now().UTC().Format(time.RFC3339)
	var managers []any
	if old == nil {
		m["uid"], m["creationTimestamp"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", s.serial), stamp
	} else {
		was := old["metadata"].(map[string]any)
		m["uid"], m["creationTimestamp"] = was["uid"], was["creationTimestamp"]
		managers = slices.DeleteFunc(slices.Clone(was["managedFields"].([]any)), func(f any) bool { return f.(map[string]any)["manager"] == manager })
	}
	m["resourceVersion"] = strconv.Itoa(s.serial)
	m["managedFields"] = append(managers, map[string]any{"manager": manager, "operation": "Update", "time": stamp})
	s.objects[a] = o
}

// call counts a request, and does it unless it is to fail.
func (s *Server) call(ctx context.Context, verb string, t client.Type, k client.Key, do func() error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.mu.Lock()
	c := Call{len(s.calls) + 1, verb, t.Name, k}
	s.calls = append(s.calls, c)
	s.mu.Unlock()
	var f *Failure
	if fail := s.fails(); fail != nil {
		f = fail(c)
	}
	if f == nil {
		f = &Failure{}
	}
	var err error
	if f.Err == nil || f.After {
		s.mu.Lock()
		err = do()
		s.mu.Unlock()
	}
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
	}
	if f.Err != nil {
		return f.Err
	}
	return err
}

func parse(data []byte) (map[string]any, address) {
	var o map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&o); err != nil {
		panic("clienttest: no JSON: " + err.Error()) // a test's own mistake
	}
	m, _ := o["metadata"].(map[string]any)
	if m == nil {
		m = map[string]any{}
		o["metadata"] = m
	}
	text := func(v any) string { s, _ := v.(string); return s }
	return o, address{text(o["apiVersion"]) + "/" + text(o["kind"]), text(m["namespace"]), text(m["name"])}
}

func encode(o map[string]any) []byte {
	out, err := json.Marshal(o)
	if err != nil {
		panic("clienttest: " + err.Error())
	}
	return out
}

// selects reports whether labels meet a selector of the form a=b,c=d.
func selects(selector string, labels map[string]any) bool {
	for part := range strings.SplitSeq(selector, ",") {
		key, value, _ := strings.Cut(part, "=")
		if part != "" && labels[key] != value {
			return false
		}
	}
	return true
}

// sortedKeys are the addresses of a type in a namespace, "" for all, in order.
func (s *Server) sortedKeys(typ, namespace string) []address {
	keys := slices.DeleteFunc(slices.Collect(maps.Keys(s.objects)), func(a address) bool {
		return a.typ != typ || namespace != "" && a.namespace != namespace
	})
	slices.SortFunc(keys, func(a, b address) int { return strings.Compare(a.namespace+"/"+a.name, b.namespace+"/"+b.name) })
	return keys
}
