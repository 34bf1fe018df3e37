package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	kyaml "k8s.io/apimachinery/pkg/util/yaml"
	"knative.dev/pkg/apis"
	"sigs.k8s.io/yaml"

	eventing "knative.dev/eventing/pkg/apis/eventing/v1"
	eventtransform "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	eventtype "knative.dev/eventing/pkg/apis/eventing/v1beta3"
	sources "knative.dev/eventing/pkg/apis/sources/v1"
)

// objects are what is read of the files.
type objects struct {
	brokers  map[string]bool // NAMESPACE/NAME
	triggers []*eventing.Trigger
}

// webhooked is a type that Knative's admission webhook fills in and judges.
type webhooked interface {
	apis.Defaultable
	apis.Validatable
}

// read reads files, and holds each of Knative's objects against the webhook's own rules. What no rule knows is an error.
func read(files []string) (objects, error) {
	out := objects{brokers: map[string]bool{}}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return out, err
		}
		documents := kyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
		for {
			document, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return out, fmt.Errorf("%s: %w", file, err)
			}
			if err := out.add(document); err != nil {
				return out, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return out, nil
}

func (o *objects) add(document []byte) error {
	var head struct {
		APIVersion, Kind string
	}
	if err := yaml.Unmarshal(document, &head); err != nil {
		return err
	}
	var object webhooked
	switch head.APIVersion + "/" + head.Kind {
	case "eventing.knative.dev/v1/Broker":
		b := &eventing.Broker{}
		object = b
		defer func() { o.brokers[b.Namespace+"/"+b.Name] = true }()
	case "eventing.knative.dev/v1/Trigger":
		t := &eventing.Trigger{}
		object = t
		defer func() { o.triggers = append(o.triggers, t) }()
	case "eventing.knative.dev/v1beta3/EventType":
		object = &eventtype.EventType{}
	case "eventing.knative.dev/v1alpha1/EventTransform":
		object = &eventtransform.EventTransform{}
	case "sources.knative.dev/v1/PingSource":
		object = &sources.PingSource{}
	default:
		return nil
	}
	if err := yaml.UnmarshalStrict(document, object); err != nil {
		return err
	}
	// The class of a Broker is not the webhook's to fill in, nor does a test of it stop at what it fills in.
	ctx := context.Background()
	if _, is := object.(*eventing.Broker); !is {
		object.SetDefaults(ctx)
	}
	if err := object.Validate(ctx); err != nil {
		return fmt.Errorf("%s %s: %w", head.Kind, document, err)
	}
	return nil
}
