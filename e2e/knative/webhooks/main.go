// Command webhooks does to objects what Knative's webhooks do when they are created, by Knative's own code: it reads JSON objects, one
// after the other, sets the defaults, validates, and writes for each an Answer. It is a module of its own because Knative's versions of
// what both stand on would have the tests of Kubernetes built anew.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	eventing "knative.dev/eventing/pkg/apis/eventing/v1"
	transforms "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	eventtypes "knative.dev/eventing/pkg/apis/eventing/v1beta3"
	sources "knative.dev/eventing/pkg/apis/sources/v1"
	"knative.dev/pkg/apis"
	serving "knative.dev/serving/pkg/apis/serving/v1"
)

// Answer is what became of an object.
type Answer struct {
	// Object is the object with its defaults.
	Object json.RawMessage `json:"object,omitempty"`
	// Problem is what Knative has against it, "" for nothing.
	Problem string `json:"problem,omitempty"`
}

// kind is what the webhooks need of an object.
type kind interface {
	apis.Defaultable
	apis.Validatable
}

func newKind(m metav1.TypeMeta) kind {
	switch m.APIVersion + "/" + m.Kind {
	case "serving.knative.dev/v1/Service":
		return &serving.Service{}
	case "eventing.knative.dev/v1/Broker":
		return &eventing.Broker{}
	case "eventing.knative.dev/v1/Trigger":
		return &eventing.Trigger{}
	case "eventing.knative.dev/v1beta3/EventType":
		return &eventtypes.EventType{}
	case "eventing.knative.dev/v1alpha1/EventTransform":
		return &transforms.EventTransform{}
	case "sources.knative.dev/v1/PingSource":
		return &sources.PingSource{}
	}
	return nil
}

func main() {
	if err := answer(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answer(in io.Reader, out io.Writer) error {
	decoder, w := json.NewDecoder(in), bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	for {
		var object json.RawMessage
		switch err := decoder.Decode(&object); {
		case errors.Is(err, io.EOF):
			return w.Flush()
		case err != nil:
			return err
		}
		a, err := admit(object)
		if err != nil {
			return err
		}
		if err := encoder.Encode(a); err != nil {
			return err
		}
		if err := w.Flush(); err != nil { // who asks may wait for each answer
			return err
		}
	}
}

// admit sets an object's defaults and validates it, as on its creation.
func admit(object []byte) (Answer, error) {
	var m metav1.TypeMeta
	if err := json.Unmarshal(object, &m); err != nil {
		return Answer{}, err
	}
	k := newKind(m)
	if k == nil {
		return Answer{}, fmt.Errorf("%s %s is no kind that this program knows", m.APIVersion, m.Kind)
	}
	if err := json.Unmarshal(object, k); err != nil {
		return Answer{Problem: err.Error()}, nil
	}
	ctx := apis.WithinCreate(context.Background())
	k.SetDefaults(ctx)
	var a Answer
	if err := k.Validate(ctx); err != nil {
		a.Problem = err.Error()
	}
	var err error
	a.Object, err = json.Marshal(k)
	return a, err
}
