// Package envoy puts compiled gateways of the Gateway API through Envoy Gateway's own translator: whether it accepts them, and which
// route a proxy takes with what it makes of them. The translator is egctl of the release that the backend writes for, a program of a
// module of its own.
package envoy
