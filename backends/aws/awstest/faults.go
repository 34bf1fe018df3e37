package awstest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// HangUp ends the connection without an answer.
func HangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		conn.Close()
	}
}

// DropBefore loses a request.
func DropBefore(_ *Proxy, w http.ResponseWriter, _ func() *Answer) { HangUp(w) }

// DropAfter loses the answer of a request that took effect.
func DropAfter(_ *Proxy, w http.ResponseWriter, forward func() *Answer) {
	forward()
	HangUp(w)
}

// KillBefore and KillAfter end the process before a request is sent, and after it took effect.
func KillBefore(p *Proxy, w http.ResponseWriter, _ func() *Answer) { p.kill(); HangUp(w) }

// KillAfter lets no request through any more after this one took effect.
func KillAfter(p *Proxy, w http.ResponseWriter, forward func() *Answer) {
	forward()
	p.kill()
	HangUp(w)
}

func (p *Proxy) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead = true
}

// CutBody ends an answer in the middle.
func CutBody(_ *Proxy, w http.ResponseWriter, forward func() *Answer) {
	a := forward()
	conn, buffer, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	fmt.Fprintf(buffer, "HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", a.status, a.header.Get("Content-Type"), len(a.body)+1)
	_, _ = buffer.Write(a.body[:len(a.body)/2])
	_ = buffer.Flush()
}

// Delay answers late.
func Delay(d time.Duration) Action {
	return func(_ *Proxy, w http.ResponseWriter, forward func() *Answer) {
		time.Sleep(d)
		forward().Write(w)
	}
}

// StatusCode answers with a status and nothing else.
func StatusCode(n int) Action {
	return func(_ *Proxy, w http.ResponseWriter, _ func() *Answer) { w.WriteHeader(n) }
}

// APIFault answers as the API does, with a code.
func APIFault(status int, code, message string) Action {
	return func(_ *Proxy, w http.ResponseWriter, _ func() *Answer) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>", code, message)
	}
}

// CallHeader tells an Action which call it answers.
const CallHeader = "Test-Call"

// Throttle refuses for too many requests: CloudFormation and STS with 400, S3 with 503.
func Throttle(p *Proxy, w http.ResponseWriter, forward func() *Answer) {
	if strings.Contains(w.Header().Get(CallHeader), "/") {
		APIFault(503, "SlowDown", "Reduce your request rate")(p, w, forward)
		return
	}
	APIFault(400, "Throttling", "Rate exceeded")(p, w, forward)
}
