// Package flows runs integrations as they were compiled for Kubernetes over a table of events: the routes of Camel K's Integrations
// by a reading of the parts of Camel's YAML DSL that they use, the expressions in them, and those of Knative's EventTransforms, by
// the reference implementation of JSONata from npm. Camel itself is not run here.
package flows
