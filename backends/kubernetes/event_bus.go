package kubernetes

import (
	"strconv"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Components of what carries events. They have no pods here.
const (
	componentEventBus = "event-bus"
	componentEvent    = "event"
)

// Classes of Brokers, see https://knative.dev/docs/eventing/brokers/. The class is written always: a cluster may have another
// one as its default, and where events are posted to depends on it.
const (
	brokerClass  = "eventing.knative.dev/broker.class"
	channelClass = "MTChannelBasedBroker"
	kafkaClass   = "Kafka"
)

// Where Brokers of each class take events: at http://HOST/NAMESPACE/NAME.
const (
	channelIngress = "broker-ingress.knative-eventing.svc.cluster.local"
	kafkaIngress   = "kafka-broker-ingress.knative-eventing.svc.cluster.local"
)

// Sizes of a bus's topic in Kafka, as Knative's own default configuration has them. Kafka keeps the order within a partition, so
// that a bus that keeps the order has one.
const (
	kafkaPartitions  = "10"
	orderPartitions  = "1"
	kafkaReplication = "3"
)

// keepsEvents reports whether a bus needs Kafka.
func keepsEvents(b *schema.EventBus) bool { return b.Ordered.V || b.Retention.V > 0 }

// brokerName returns the name of a bus's Broker: of the one that stands already, or of the one that it becomes.
func (r *render) brokerName(b *schema.EventBus) *tree.Node {
	if b.Existing.IsSet() {
		return b.Existing.Node
	}
	return derived(ruleName, b.Node, workloadName(r.t.Name, componentEventBus, b.Address.Name))
}

// brokerURL returns where events are posted to.
func (r *render) brokerURL(b *schema.EventBus) string {
	host := channelIngress
	if keepsEvents(b) {
		host = kafkaIngress
	}
	return "http://" + host + "/" + r.namespace.Text + "/" + r.brokerName(b).Text
}

// bus returns the bus that an event travels on where both are placed here, else nil.
func (r *render) bus(event schema.Address) (*schema.Event, *schema.EventBus) {
	e := schema.Find[schema.Event](r.t, event)
	if e == nil || !r.here(e.Address) {
		return e, nil
	}
	b := schema.Find[schema.EventBus](r.t, e.Bus.V)
	if b == nil || !r.here(b.Address) {
		return e, nil
	}
	return e, b
}

// eventBus lowers a bus: a Broker, and the configuration of its topic where it is kept in Kafka. One that stands already brings
// nothing.
func (r *render) eventBus(o *owner, b *schema.EventBus) []backends.Object {
	name := r.brokerName(b)
	class, from := channelClass, b.Node
	var config *tree.Node
	var objects []backends.Object
	if keepsEvents(b) {
		class, from = kafkaClass, b.Ordered.Node
		if !b.Ordered.V {
			from = b.Retention.Node
		}
		config = ruled(ruleKafka, tree.NewMap(tree.F("apiVersion", tree.NewString("v1")), tree.F("kind", tree.NewString("ConfigMap")), tree.F("name", name)))
		objects = append(objects, r.object(o, configMapType, meta{name: name}, tree.F("data", r.topic(b))))
	}
	return append(objects, r.object(o, brokerType, meta{
		name:        name,
		annotations: tree.NewMap(tree.F(brokerClass, derived(ruleBroker, from, class))),
	}, spec(tree.F("config", config))))
}

// topic returns the configuration of a bus's topic, see https://knative.dev/docs/eventing/brokers/broker-types/kafka-broker/.
// A topic is made once: what changes later counts for new ones alone.
func (r *render) topic(b *schema.EventBus) *tree.Node {
	partitions := derived(ruleKafka, b.Ordered.Node, kafkaPartitions)
	if b.Ordered.V {
		partitions.Text = orderPartitions
	}
	var servers schema.List[string]
	if r.settings.block != nil {
		servers = r.settings.block.Kafka
	}
	fields := []tree.Field{
		tree.F("bootstrap.servers", derived(ruleKafka, servers.Node, strings.Join(servers.Values(), ","))),
		tree.F("default.topic.partitions", partitions),
		tree.F("default.topic.replication.factor", ruled(ruleKafka, tree.NewString(kafkaReplication))),
	}
	if b.Retention.V > 0 {
		fields = append(fields, tree.F("default.topic.config.retention.ms",
			derived(ruleKafka, b.Retention.Node, strconv.FormatInt(int64(b.Retention.V/time.Millisecond), 10))))
	}
	return tree.NewMap(fields...)
}

// event lowers an event: an EventType, by which people find it in the cluster.
func (r *render) event(o *owner, e *schema.Event, b *schema.EventBus) []backends.Object {
	attribute := func(name string, value *tree.Node) *tree.Node {
		return tree.NewMap(tree.F("name", tree.NewString(name)), tree.F("required", yes), tree.F("value", value))
	}
	var description *tree.Node
	if s := schema.Find[schema.Schema](r.t, e.Schema.V); s != nil {
		description = derivedOf(ruleEventType, "Its data is described by "+s.Address.String()+", version "+s.Version.V+" ("+s.Format.V+").", e.Schema.Node, s.Version.Node, s.Format.Node)
	}
	objects := []backends.Object{r.object(o, eventTypeType, meta{name: r.eventName(e)}, spec(
		tree.F("reference", r.reference(brokerType, r.brokerName(b))),
		tree.F("description", description),
		tree.F("attributes", ruled(ruleEventType, tree.NewList(
			attribute("id", nil),
			attribute("source", r.t.EventSource(e).Node),
			attribute("specversion", tree.NewString("1.0")),
			attribute("type", r.t.EventType(e).Node),
		))),
	))}
	if letter := r.deadLetterOf(e); letter != nil {
		objects = append(objects, r.deadLetter(o, e, b, letter))
	}
	return objects
}

// eventName is the name of the objects of an event.
func (r *render) eventName(e *schema.Event) *tree.Node {
	return derived(ruleName, e.Node, workloadName(r.t.Name, componentEvent, e.Address.Name))
}

// reference returns a reference to an object of the same namespace.
func (r *render) reference(to *resource, name *tree.Node) *tree.Node {
	return tree.NewMap(tree.F("apiVersion", to.apiVersion), tree.F("kind", to.kind), tree.F("name", name))
}

// meshTasks are the buses, events and subscriptions that are placed here.
func (r *render) meshTasks() []task {
	var tasks []task
	for _, b := range r.t.EventBuses {
		if r.here(b.Address) && !b.Existing.IsSet() {
			o := r.newOwner(b.Address, componentEventBus, workloadName(r.t.Name, componentEventBus, b.Address.Name), b.Node)
			tasks = append(tasks, task{o.file, func() []backends.Object { return r.eventBus(&o, b) }})
		}
	}
	for _, e := range r.t.Events {
		if _, b := r.bus(e.Address); b != nil {
			o := r.newOwner(e.Address, componentEvent, workloadName(r.t.Name, componentEvent, e.Address.Name), e.Node)
			tasks = append(tasks, task{o.file, func() []backends.Object { return r.event(&o, e, b) }})
		}
	}
	return tasks
}

// meshVariables returns what the client needs to publish the events that a workload publishes here.
func (r *render) meshVariables(wl *schema.Workload) []variableNode {
	var out []variableNode
	add := func(a schema.Address, part, value string, edge *tree.Node) {
		out = append(out, variableNode{variable(string(a.Kind), a.Name, part), tree.F("value", derived(ruleBusURL, edge, escapeDollar(value))), edge})
	}
	for _, p := range wl.Publishes.Items {
		if e, b := r.bus(p.V); b != nil {
			add(p.V, "route", r.sides.EventRoute(e), p.Node)
			add(b.Address, "url", r.brokerURL(b), p.Node)
		}
	}
	return out
}
