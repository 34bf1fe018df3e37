// Package proxy stands between clients and an API server, records every request, and does to those that a test chooses what networks,
// servers and people do: it loses the request or the answer, waits, answers itself, cuts, and calls the test back.
//
// It speaks HTTP/1.1 and HTTP/2 over TLS with a certificate of its own, and passes on who the client is: a token as it came, and the
// user of a client certificate as an authenticating proxy does.
package proxy
