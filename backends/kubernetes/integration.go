package kubernetes

import (
	"time"

	"espc.dev/backends"
	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// componentIntegration is the component of an integration.
const componentIntegration = "integration"

// addIntegration makes an integration's pods known. One that is a transformation alone has none: Knative runs it.
func (r *render) addIntegration(i *schema.Integration) {
	f := flow.Of(r.t, i)
	if r.transforms(f) {
		return
	}
	w := r.newWorkload(i.Address, componentIntegration, workloadName(r.t.Name, componentIntegration, i.Address.Name), i.Node)
	w.ports, w.main = runtimePorts(), true
	w.lower = func(r *render, w *workload) []backends.Object { return r.integration(w, f) }
	r.add(w)
}

// integration lowers an integration: a Camel K Integration that takes CloudEvents by HTTP, and the Trigger that sends it those of
// its event. The pods are made by Camel K's operator; they have the labels that the Integration hands on.
func (r *render) integration(w *workload, f *flow.Flow) []backends.Object {
	c := r.camel(f)
	config := newConfig(ruleFlow, c.files)
	objects := []backends.Object{
		r.serviceAccount(w), r.networkPolicy(w), r.service(w, w.title), r.configMap(w, config, nil),
		r.object(&w.owner, integrationType, meta{
			name:        w.title,
			annotations: tree.NewMap(tree.F(annotationChecksum, config.checksum(w.node))),
		}, spec(
			tree.F("serviceAccountName", w.title),
			tree.F("replicas", ruled(ruleCamel, tree.NewInt(integrationReplicas))),
			tree.F("dependencies", camelDependencies),
			tree.F("flows", c.flows()),
			tree.F("template", camelTemplate),
			tree.F("traits", r.traits(w, c)),
		)),
	}
	return append(objects, r.flowTrigger(&w.owner, f, r.subscriber(w, f.Integration.From.Node))...)
}

// integrationReplicas is how many pods run an integration, so that one may be replaced.
const integrationReplicas = 2

// flowTrigger returns the Trigger that sends an integration its event, none where schedules alone start it. It tries again what
// the integration did not take; what fails inside of it, the integration tries again itself.
func (r *render) flowTrigger(o *owner, f *flow.Flow, to *tree.Node) []backends.Object {
	i := f.Integration
	e, b := r.bus(i.From.V)
	if b == nil {
		return nil
	}
	var annotations *tree.Node
	if b.Ordered.V {
		annotations = tree.NewMap(tree.F(deliveryOrder, derived(ruleOrder, b.Ordered.Node, "ordered")))
	}
	s := &schema.Subscription{Event: i.From, Retries: i.Retries, DeadLetter: i.DeadLetter, MaxAge: schema.Value[time.Duration]{V: time.Hour}}
	return []backends.Object{r.object(o, triggerType, meta{name: derived(ruleTriggerName, i.Node, o.name), annotations: annotations}, spec(
		tree.F("broker", r.brokerName(b)),
		tree.F("filters", r.triggerFilters(s, e)),
		tree.F("subscriber", to),
		tree.F("delivery", r.delivery(s)),
	))}
}
