// Package webhooks does to custom resources what their operators' own admission does, which no definition's schema says: it sets defaults
// and validates, by the operators' code. Knative's is a program of a module of its own, in the folder knative.
package webhooks
