package apim

import (
	"net/http"
	"time"
)

// A World answers requests as the gateways of one environment do.
type World interface {
	// Send is one request and the answer to it. The error is one of the test's, not of the gateway.
	Send(Call) (Answer, error)
	// Pass lets time go by.
	Pass(time.Duration)
	// Use makes the quotas of the topology's consumers count so many calls, of each that has called.
	Use(calls int) error
}

// A Call is a request as a client sends it.
type Call struct {
	Method, Host string
	Path         string // with the query
	Header       http.Header
	Body         string
	Client       string // the client's address
}

// An Answer is what comes back, with what reached the one behind the gateway that gave it.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	// From is who answered: an entity, or the host name of a service outside; "" for the gateway itself.
	From string
	// Method, Path and Heard are of the request that it got.
	Method, Path string
	Heard        http.Header
}
