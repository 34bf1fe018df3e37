package clienttest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"

	"espc.dev/backends/kubernetes/target/internal/client"
)

var _ client.API = (*Server)(nil)

// Get returns an object.
func (s *Server) Get(ctx context.Context, t client.Type, k client.Key) (out []byte, err error) {
	err = s.call(ctx, "get", t, k, func() error {
		o := s.objects[address{t.Name, k.Namespace, k.Name}]
		if o == nil {
			return absent("get", t, k)
		}
		out = encode(o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// List calls each with the objects that a selector of the form a=b,c=d chooses.
func (s *Server) List(ctx context.Context, t client.Type, namespace, selector string, metadata bool, each func([]byte) error) error {
	var items [][]byte
	err := s.call(ctx, "list", t, client.Key{Namespace: namespace}, func() error {
		for _, a := range s.sortedKeys(t.Name, namespace) {
			o := s.objects[a]
			labels, _ := o["metadata"].(map[string]any)["labels"].(map[string]any)
			if !selects(selector, labels) {
				continue
			}
			if metadata {
				o = map[string]any{"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": o["metadata"]}
			}
			items = append(items, encode(o))
		}
		return nil
	})
	for _, item := range items {
		if err == nil {
			err = each(item)
		}
	}
	return err
}

// Apply is not there: server-side apply is tested on a server.
func (s *Server) Apply(context.Context, client.Type, client.Key, []byte, client.Write) (client.Answer, error) {
	return client.Answer{}, errors.New("clienttest applies nothing")
}

// Create creates an object.
func (s *Server) Create(ctx context.Context, t client.Type, namespace string, object []byte) (a client.Answer, err error) {
	o, at := parse(object)
	at.namespace = namespace
	k := client.Key{Namespace: namespace, Name: at.name}
	err = s.call(ctx, "create", t, k, func() error {
		if t.Kind == "SelfSubjectReview" {
			o["status"] = map[string]any{"userInfo": map[string]any{"username": s.Username}}
			a = client.Answer{Object: encode(o), Created: true}
			return nil
		}
		if err := s.room(t, k, o); err != nil {
			return err
		}
		if s.objects[at] != nil {
			return &client.Error{Status: 409, Reason: "AlreadyExists", Message: fmt.Sprintf("%s %q already exists", t.Plural, k.Name), Verb: "create", Target: k.Name}
		}
		s.store(at, o, client.Manager)
		a = client.Answer{Object: encode(o), Created: true}
		return nil
	})
	if err != nil {
		return client.Answer{}, err
	}
	return a, nil
}

// Merge is not there, as what it prepares for is not.
func (s *Server) Merge(context.Context, client.Type, client.Key, []byte) (client.Answer, error) {
	return client.Answer{}, errors.New("clienttest merges nothing")
}

// Update replaces an object, if its uid and version are those that the new one has.
func (s *Server) Update(ctx context.Context, t client.Type, k client.Key, object []byte) (a client.Answer, err error) {
	o, at := parse(object)
	err = s.call(ctx, "update", t, k, func() error {
		old := s.objects[at]
		if old == nil {
			return absent("update", t, k)
		}
		now, next := old["metadata"].(map[string]any), o["metadata"].(map[string]any)
		for _, field := range []string{"uid", "resourceVersion"} {
			if want, _ := next[field].(string); want != "" && want != now[field] {
				return changed("update", t, k)
			}
		}
		if old["immutable"] == true && (!reflect.DeepEqual(old["data"], o["data"]) || !reflect.DeepEqual(old["binaryData"], o["binaryData"])) {
			return &client.Error{Status: 422, Reason: "Invalid", Message: "field is immutable when `immutable` is set", Verb: "update", Target: k.Name}
		}
		if err := s.room(t, k, o); err != nil {
			return err
		}
		s.store(at, o, client.Manager)
		a = client.Answer{Object: encode(o)}
		return nil
	})
	if err != nil {
		return client.Answer{}, err
	}
	return a, nil
}

// Delete deletes an object, if its uid and version are those that are wanted.
func (s *Server) Delete(ctx context.Context, t client.Type, k client.Key, d client.Delete) error {
	return s.call(ctx, "delete", t, k, func() error {
		at := address{t.Name, k.Namespace, k.Name}
		o := s.objects[at]
		if o == nil {
			return absent("delete", t, k)
		}
		m := o["metadata"].(map[string]any)
		if d.UID != "" && d.UID != m["uid"] || d.ResourceVersion != "" && d.ResourceVersion != m["resourceVersion"] {
			return changed("delete", t, k)
		}
		if !d.DryRun {
			delete(s.objects, at)
		}
		return nil
	})
}

// Discover is not there: bookkeeping needs none.
func (s *Server) Discover(context.Context, bool) (client.Types, error) {
	return nil, errors.New("clienttest serves no discovery")
}

// Identity is the same for every cluster.
func (s *Server) Identity() string { return "sha256:clienttest" }

// User is the kubeconfig's.
func (s *Server) User() string { return "clienttest-user" }

// room refuses what a namespace that is not there or on its way out, or a ConfigMap, does not take.
func (s *Server) room(t client.Type, k client.Key, o map[string]any) error {
	if t.Namespaced {
		n := s.objects[address{"v1/Namespace", "", k.Namespace}]
		if n == nil {
			return &client.Error{Status: 404, Reason: "NotFound", Message: fmt.Sprintf("namespaces %q not found", k.Namespace), Verb: "create", Target: k.Name}
		}
		if n["metadata"].(map[string]any)["deletionTimestamp"] != nil && s.objects[address{t.Name, k.Namespace, k.Name}] == nil {
			message := fmt.Sprintf("%s %q is forbidden: unable to create new content in namespace %s because it is being terminated", t.Plural, k.Name, k.Namespace)
			return &client.Error{Status: 403, Reason: "Forbidden", Message: message, Causes: []client.Cause{{Type: "NamespaceTerminating"}}, Verb: "create", Target: k.Name}
		}
	}
	const limit = 1 << 20 // MaxSecretSize of Kubernetes, for ConfigMaps as well
	size := 0
	for key, v := range fields(o, "data") {
		size += len(key) + len(v)
	}
	for key, v := range fields(o, "binaryData") {
		size += len(key) + base64.StdEncoding.DecodedLen(len(v))
	}
	if t.Kind == "ConfigMap" && size > limit {
		return &client.Error{Status: 422, Reason: "Invalid", Message: "Too long: may not be more than 1048576 bytes", Verb: "create", Target: k.Name}
	}
	return nil
}

func fields(o map[string]any, key string) map[string]string {
	m, _ := o[key].(map[string]any)
	out := map[string]string{}
	for k, v := range m {
		out[k], _ = v.(string)
	}
	return out
}

func absent(verb string, t client.Type, k client.Key) error {
	return &client.Error{Status: 404, Reason: "NotFound", Message: fmt.Sprintf("%s %q not found", t.Plural, k.Name), Verb: verb, Target: k.Name}
}

func changed(verb string, t client.Type, k client.Key) error {
	return &client.Error{Status: 409, Reason: "Conflict", Message: fmt.Sprintf("Operation cannot be fulfilled on %s %q: the object has been modified", t.Plural, k.Name), Verb: verb, Target: k.Name}
}
