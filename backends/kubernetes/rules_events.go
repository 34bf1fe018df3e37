package kubernetes

import "espc.dev/backends"

// eventRules decide what is alike in the objects of Knative Eventing.
func eventRules() []backends.Rule {
	return []backends.Rule{
		{Name: "channel-broker", Doc: "A Broker in channels has what the cluster sets as its default, and nothing else.", Fields: []string{
			"Broker spec",
		}},
		{Name: "no-reply", Doc: "What an event's receiver answers is no event and is dropped.", Fields: []string{
			"EventTransform spec.reply.discard",
		}},
	}
}
