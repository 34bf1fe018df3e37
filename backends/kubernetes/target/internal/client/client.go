// Package client speaks to one Kubernetes API server: it finds it by a kubeconfig, sends requests with deadlines and
// bounded retries, and says what an answer means. It knows no set, no plan and no tree.
package client

import (
	"cmp"
	"context"
	"os"
	"time"
)

// Config says which cluster.
type Config struct {
	// Context is the kubeconfig's context.
	Context string
	// Project is the topology's folder; a kubeconfig in it may not name programs. "" where there is none.
	Project string
	// Getenv reads the environment: KUBECONFIG, HOME.
	Getenv func(string) string
	// YAML reads the kubeconfig, a YAML or JSON document, into JSON.
	YAML func(name string, content []byte) (json []byte, err error)
	// Progress is told, in a sentence, when the server keeps a request waiting, and what a program that fetches credentials says to a
	// person; nil for nobody. Several goroutines may call it at once.
	Progress func(string)
	// Terminal is where a program that fetches credentials can ask a person; nil where there is nobody.
	Terminal *os.File
	// Pace is how long things may take; the zero value is right for clusters.
	Pace Pace
}

// Pace bounds requests.
type Pace struct {
	// Answer is how long one request may take (60 s), Slow after how long Progress is told that it takes (5 s).
	Answer, Slow time.Duration
	// Attempts and MaxBackoff bound the retries of a request that can be repeated (6 and 10 s); a Retry-After is capped by
	// MaxBackoff.
	Attempts   int
	MaxBackoff time.Duration
	// Plugin is how long a program that fetches credentials may run (30 s), ten times that where it can ask a person.
	Plugin time.Duration
}

// defaults fills in what is zero.
func (p Pace) defaults() Pace {
	return Pace{
		Answer: cmp.Or(p.Answer, time.Minute), Slow: cmp.Or(p.Slow, 5*time.Second),
		Attempts: cmp.Or(p.Attempts, 6), MaxBackoff: cmp.Or(p.MaxBackoff, 10*time.Second),
		Plugin: cmp.Or(p.Plugin, 30*time.Second),
	}
}

// Manager is espc's field manager.
const Manager = "espc"

// Type is how the server calls and serves a type such as "apps/v1/Deployment".
type Type struct {
	Name       string // apps/v1/Deployment
	Group      string
	Version    string
	Kind       string
	Plural     string
	Namespaced bool
}

// Types is what the server serves.
type Types interface {
	// Find returns the type of that name ("apps/v1/Deployment").
	Find(name string) (Type, bool)
	// FindKind returns the preferred version of "Deployment.apps" ("ConfigMap." or "ConfigMap" for the core group).
	FindKind(groupKind string) (Type, bool)
	// Silent reports whether the group's API did not answer the discovery, so that nothing is known of its types.
	Silent(group string) bool
}

// Key names one object; Namespace is "" for what has none.
type Key struct{ Namespace, Name string }

// Write says how an object is applied.
type Write struct {
	Force, DryRun bool
}

// Answer is the server's to a write.
type Answer struct {
	// Object is the object as it is now (or would be), in JSON.
	Object []byte
	// Created is set when there was none.
	Created bool
	// Warnings are the server's own (Warning headers).
	Warnings []string
}

// Delete says how an object is deleted.
type Delete struct {
	// UID and ResourceVersion are preconditions, where set.
	UID, ResourceVersion string
	// Propagation is Foreground, Background or Orphan; "" for the type's own.
	Propagation string
	DryRun      bool
}

// API is what the target asks of a cluster. Client implements it.
//
// An error is a *Error, or the context's. Requests that can be repeated are, within the bounds of Pace; a write whose answer was
// lost is not, and its error says Unknown.
type API interface {
	// Discover asks what the server serves; again when fresh is set.
	Discover(ctx context.Context, fresh bool) (Types, error)
	Get(ctx context.Context, t Type, k Key) ([]byte, error)
	// List calls each with every item, once, in pages. selector is a label selector or "". metadata asks for the items' metadata alone.
	// each is called by one goroutine, and its argument is not kept. Where reading takes so long that the server forgets the
	// version that the first page showed, later pages show a later one; an object that was there all the time is never missed.
	List(ctx context.Context, t Type, namespace, selector string, metadata bool, each func(item []byte) error) error
	// Apply applies an object server-side, as Manager, with strict field validation.
	Apply(ctx context.Context, t Type, k Key, object []byte, w Write) (Answer, error)
	Create(ctx context.Context, t Type, namespace string, object []byte) (Answer, error)
	// Update replaces an object; its metadata.resourceVersion is the precondition.
	Update(ctx context.Context, t Type, k Key, object []byte) (Answer, error)
	// Merge changes an object by a JSON merge patch; a metadata.resourceVersion in it is the precondition.
	Merge(ctx context.Context, t Type, k Key, patch []byte) (Answer, error)
	Delete(ctx context.Context, t Type, k Key, d Delete) error
	// Identity is a digest of what tells the cluster from another: its server's address and its certificate authority.
	Identity() string
	// User is who the kubeconfig signs in as, as people call it.
	User() string
}

// Error is what went wrong with a request.
type Error struct {
	// Status is the answer's HTTP status, 0 where there was none.
	Status int
	// Reason is the API's: NotFound, Conflict, AlreadyExists, Invalid, Forbidden, Expired … or, without an answer, one of the
	// Reason constants of this package.
	Reason string
	// Message is the server's or the network's, in one line, safe for a terminal.
	Message string
	// Causes are the fields that the server names.
	Causes []Cause
	// Conflicts are the fields that others apply or set, for a 409 of Apply.
	Conflicts []Conflict
	// Unknown is set when a write may have been done or not.
	Unknown bool
	// Verb and Target say what was asked: "patch", "deployments.apps shop-function-price in shop-dev".
	Verb, Target string

	slow    bool   // it ran into the deadline
	lasting bool   // another try would give the same
	next    string // where a list goes on that has expired
}

// Reasons of errors that are not the API's.
const (
	BadConfig   = "Config"          // the kubeconfig does not lead to a cluster
	Untrusted   = "UntrustedConfig" // a kubeconfig inside the project that would run a program
	Credentials = "Credentials"     // none, expired, refused; a plug-in that failed or hung
	Certificate = "Certificate"     // the server can't prove who it is
	Unreachable = "Unreachable"     // no answer
	Garbled     = "Garbled"         // an answer that is none
	NotServed   = "NotServed"       // a 404 that is not about an object: the server does not serve the type
)

// Cause is one field that the server objects to.
type Cause struct{ Type, Field, Message string }

// Conflict is one field that another manager holds.
type Conflict struct {
	// Field is the server's path: .spec.template.spec.containers[name="app"].image
	Field string
	// Manager holds it; Applies is set where it applies it (server-side), else it was updated.
	Manager string
	Applies bool
}

// Error says what was asked and what went wrong.
func (e *Error) Error() string {
	if e.Verb == "" {
		return e.Message
	}
	return e.Verb + " " + e.Target + ": " + e.Message
}
