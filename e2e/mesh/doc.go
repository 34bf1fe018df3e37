// Package mesh holds the delivery of events against what topologies say: which subscriptions a published event reaches.
//
// In a cluster that is what Knative makes of the compiled Triggers. The tests run every function of testdata/parcels as a
// process of its runtime, and between them the program of ../knative/broker, which filters, delivers and gives up by Knative's
// own code. An event is published by a function, through the client that functions have. On AWS it is what EventBridge makes of
// the compiled patterns, played by moto. testdata/events.yaml is the list for both.
package mesh
