package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/cloudevents/sdk-go/v2/binding"
	"github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	"go.uber.org/zap"
	"knative.dev/pkg/apis"
	duckv1 "knative.dev/pkg/apis/duck/v1"

	eventing "knative.dev/eventing/pkg/apis/eventing/v1"
	"knative.dev/eventing/pkg/eventfilter"
	"knative.dev/eventing/pkg/eventfilter/subscriptionsapi"
	"knative.dev/eventing/pkg/eventingtls"
	"knative.dev/eventing/pkg/kncloudevents"
)

// Paths of the mesh's own: where a Broker's channel hands a Trigger's events to its filter, and where a test waits.
const (
	filterPath = "/triggers/"
	idlePath   = "/idle"
)

// mesh carries events. A Broker's channel delivers each event to the filter of every Trigger, with the Trigger's retries and dead
// letter sink; the filter hands what passes to the subscriber, once. That is how the parts of a channel-based Broker share the work.
type mesh struct {
	objects
	self     string
	hosts    map[string]string
	filters  map[string]eventfilter.Filter // by the Trigger's name
	dispatch *kncloudevents.Dispatcher
	underway sync.WaitGroup
}

func newMesh(config Config, self string) (*mesh, error) {
	read, err := read(config.Manifests)
	if err != nil {
		return nil, err
	}
	m := &mesh{objects: read, self: self, hosts: config.Hosts, filters: map[string]eventfilter.Filter{}}
	m.dispatch = kncloudevents.NewDispatcher(eventingtls.NewDefaultClientConfig(), nil)
	for _, t := range m.triggers {
		if !m.brokers[t.Namespace+"/"+t.Spec.Broker] {
			return nil, fmt.Errorf("trigger %s: there is no Broker %s", t.Name, t.Spec.Broker)
		}
		m.filters[t.Name] = subscriptionsapi.CreateSubscriptionsAPIFilters(zap.NewNop(), t.Spec.Filters)
	}
	return m, nil
}

func (m *mesh) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == idlePath:
		m.underway.Wait()
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case strings.HasPrefix(r.URL.Path, filterPath):
		m.filter(w, r)
	default:
		m.take(w, r)
	}
}

// take takes an event for a Broker, and answers before it is delivered.
func (m *mesh) take(w http.ResponseWriter, r *http.Request) {
	broker := strings.Trim(r.URL.Path, "/")
	if !m.brokers[broker] {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	e, err := cehttp.NewEventFromHTTPRequest(r)
	if err == nil {
		err = e.Validate()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, t := range m.triggers {
		if t.Namespace+"/"+t.Spec.Broker == broker {
			m.underway.Go(func() { m.deliver(t, broker, *e) })
		}
	}
	w.WriteHeader(http.StatusAccepted)
}

// deliver is a channel's part: it tries until the filter takes the event, and else sends it to the dead letter sink.
func (m *mesh) deliver(t *eventing.Trigger, broker string, e event.Event) {
	options := []kncloudevents.SendOption{kncloudevents.WithReply(address(m.self + "/" + broker))}
	if d := t.Spec.Delivery; d != nil {
		retries, err := kncloudevents.RetryConfigFromDeliverySpec(*d)
		if err != nil {
			fmt.Println(t.Name, err)
			return
		}
		options = append(options, kncloudevents.WithRetryConfig(&retries))
		if d.DeadLetterSink != nil {
			options = append(options, kncloudevents.WithDeadLetterSink(address(m.resolve(*d.DeadLetterSink, t.Namespace))))
		}
	}
	if _, err := m.dispatch.SendEvent(context.Background(), e, *address(m.self + filterPath + t.Name), options...); err != nil {
		fmt.Println(t.Name, e.ID(), "is lost:", err)
	}
}

// filter is the broker filter's part: it hands what passes to the subscriber, once, and passes on what that answers. An answer
// that has a body has to be an event; see writeResponse in pkg/broker/filter of knative.dev/eventing.
func (m *mesh) filter(w http.ResponseWriter, r *http.Request) {
	t := m.trigger(strings.TrimPrefix(r.URL.Path, filterPath))
	if t == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	e, err := cehttp.NewEventFromHTTPRequest(r)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if m.filters[t.Name].Filter(r.Context(), *e) == eventfilter.FailFilter {
		return
	}
	answer, err := m.dispatch.SendEvent(r.Context(), *e, *address(m.resolve(t.Spec.Subscriber, t.Namespace)))
	switch {
	case err != nil && answer.ResponseCode > 0:
		w.WriteHeader(answer.ResponseCode)
	case err != nil:
		w.WriteHeader(http.StatusBadGateway)
	case len(answer.ResponseBody) > 0 && cehttp.NewMessage(answer.ResponseHeader, nil).ReadEncoding() == binding.EncodingUnknown:
		w.WriteHeader(http.StatusBadGateway)
	default:
		for name, values := range answer.ResponseHeader {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.ResponseCode)
		_, _ = w.Write(answer.ResponseBody)
	}
}

func (m *mesh) trigger(name string) *eventing.Trigger {
	for _, t := range m.triggers {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// resolve returns where a destination is, as Knative's resolver does: an address, an object's address, or a path below that.
func (m *mesh) resolve(d duckv1.Destination, namespace string) string {
	if d.Ref == nil {
		return strings.Replace(d.URI.String(), "http://"+d.URI.Host, m.hosts[d.URI.Host], 1)
	}
	host := d.Ref.Name + "." + d.Ref.Kind
	if d.Ref.Kind == "Service" {
		host = d.Ref.Name + "." + namespace + ".svc.cluster.local"
	}
	base, err := apis.ParseURL(m.hosts[host])
	if err != nil || d.URI == nil {
		return m.hosts[host]
	}
	return base.ResolveReference(d.URI).String()
}

func address(raw string) *duckv1.Addressable {
	u, err := apis.ParseURL(raw)
	if err != nil {
		u = nil // which the dispatcher reports
	}
	return &duckv1.Addressable{URL: u}
}
