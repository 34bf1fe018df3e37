package proxy

import (
	"encoding/json"
	"net/http"
	"time"
)

// A Fault is what happens to a request. Its fields happen in their order here; those that are not set do not.
type Fault struct {
	// Delay passes before anything else.
	Delay time.Duration
	// Before is called before the request is sent on. It may block.
	Before func(Request)
	// DropBefore resets the client's connection, and the request never reaches the server. On HTTP/2, other requests on the connection
	// are lost with it, as they are when a network fails.
	DropBefore bool
	// Answer is what the client gets instead of an answer of the server, which the request never reaches.
	Answer *Answer
	// After is called when the server has answered, and before the client gets any of it.
	After func(Request)
	// DropAfter resets the client's connection when the server has answered: what was asked is done, and the client does not know.
	DropAfter bool
	// Cut ends the connection in the middle of the answer's body.
	Cut bool
	// GoAway tells a client of HTTP/2, with the answer, to use a new connection.
	GoAway bool
}

// An Answer is an answer of a server.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Status is an answer as an API server gives it, such as 403, "Forbidden". Headers are in pairs: "Retry-After", "1".
func Status(code int, reason, message string, headers ...string) Fault {
	body, _ := json.Marshal(map[string]any{ // of strings and a number, which cannot fail
		"kind": "Status", "apiVersion": "v1", "metadata": map[string]any{}, "status": "Failure",
		"reason": reason, "message": message, "code": code,
	})
	header := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	return Fault{Answer: &Answer{code, header, body}}
}

// A rule is a fault that waits for its request.
type rule struct {
	match Match
	nth   int // from 1; 0 is every one
	seen  int
	fault Fault
}

// take says whether a request is the rule's.
func (r *rule) take(request Request) bool {
	if !r.match(request) {
		return false
	}
	r.seen++
	return r.nth == 0 || r.seen == r.nth
}
