package kubernetes

import (
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// deliveryOrder makes a Broker in Kafka deliver an event when the one before it is done with.
const deliveryOrder = "kafka.eventing.knative.dev/delivery.order"

// subscriptionPath is the path under which a function's runtime takes the events of a subscription that filters data; the
// subscription's label follows.
const subscriptionPath = "/_espc/on/"

// triggers lowers the subscriptions of a workload: a Trigger each.
func (r *render) triggers(w *workload, on []*schema.Subscription) []backends.Object {
	var objects []backends.Object
	for _, s := range on {
		if e, b := r.bus(s.Event.V); b != nil && w.main {
			objects = append(objects, r.trigger(w, s, e, b))
		}
	}
	return objects
}

func (r *render) trigger(w *workload, s *schema.Subscription, e *schema.Event, b *schema.EventBus) backends.Object {
	var annotations *tree.Node
	if b.Ordered.V {
		annotations = tree.NewMap(tree.F(deliveryOrder, derived(ruleOrder, b.Ordered.Node, "ordered")))
	}
	to := r.subscriber(w, s.Event.Node)
	if len(dataFilters(s)) > 0 {
		to = tree.NewMap(append(to.Fields, tree.F("uri", derived(ruleDataFilter, s.Node, subscriptionPath+s.Label)))...).With(to.Origin)
	}
	return r.object(&w.owner, triggerType, meta{name: derived(ruleTriggerName, s.Node, triggerName(w.name, s.Label)), annotations: annotations}, spec(
		tree.F("broker", r.brokerName(b)),
		tree.F("filters", r.triggerFilters(s, e)),
		tree.F("subscriber", to),
		tree.F("delivery", r.delivery(s)),
	))
}

// triggerName returns the name of a workload's subscription: WORKLOAD.LABEL, which no other one has, because no entity's
// name has a dot. A label that is no DNS label is rewritten, with a digest of it.
func triggerName(workload, label string) string {
	plain := strings.Trim(strings.ReplaceAll(strings.ToLower(label), "_", "-"), "-")
	if plain != label {
		plain = strings.TrimLeft(plain+"-"+digest(label)[:6], "-")
	}
	if name := workload + "." + plain; len(name) <= maxTriggerName {
		return name
	}
	return workload + "." + digest(label)[:maxTriggerName-maxName-1]
}

// maxTriggerName is the longest name of a Trigger: Knative makes labels of it.
const maxTriggerName = 63

// subscriber returns how Knative knows a workload that receives events: by its Service, be it Knative's or one of Kubernetes,
// which it takes to listen on 80; or by its address where it listens elsewhere.
func (r *render) subscriber(w *workload, edge *tree.Node) *tree.Node {
	if w.serving {
		return tree.NewMap(tree.F("ref", r.reference(servingType, w.title))).With(tree.Derive(ruleSubscriber, edge))
	}
	if w.ports[0].number == httpNumber {
		return tree.NewMap(tree.F("ref", r.reference(serviceType, w.title))).With(tree.Derive(ruleSubscriber, edge))
	}
	url := "http://" + w.name + "." + r.namespace.Text + ".svc.cluster.local:" + strconv.FormatInt(w.ports[0].number, 10) + "/"
	return tree.NewMap(tree.F("uri", derived(ruleSubscriber, edge, url)))
}

// httpNumber is the port of http.
const httpNumber = 80
