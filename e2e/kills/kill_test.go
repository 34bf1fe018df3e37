package kills

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"espc.dev/e2e/cluster/proxy"
)

// A kill is where espc is killed: at the nth request of its kind, before the server gets it or after it has answered. The answer
// never gets to espc.
type kill struct {
	kind  string
	nth   int
	after bool
}

func (k kill) String() string {
	when := "before "
	if k.after {
		when = "after "
	}
	return when + k.kind + " #" + strconv.Itoa(k.nth)
}

var apiPath = regexp.MustCompile(`^(?:/api/v1|/apis/[^/]+/[^/]+)(?:/namespaces/[^/]+)?/([a-z]+)(?:/(.+))?$`)

// kindOf names a request by what is done with which resource, and tells the set's own bookkeeping from its members.
func kindOf(r proxy.Request) string {
	m := apiPath.FindStringSubmatch(r.Path)
	if m == nil {
		return r.Method + " " + r.Path // what the server serves
	}
	kind := r.Method + " " + m[1]
	name := m[2]
	if r.Method == "POST" && strings.Contains(string(r.Body), `"name":"espc-`) {
		name = "espc-"
		if strings.Contains(string(r.Body), `"immutable":true`) {
			name = "espc-shop-"
		}
	}
	switch {
	case strings.HasPrefix(name, "espc-shop-"):
		kind += " (content)"
	case strings.HasPrefix(name, "espc-"):
		kind += " (record)"
	case name == "" && r.Method == "GET":
		kind += " (list)"
	}
	if strings.Contains(r.Header.Get("Accept"), "PartialObjectMetadata") {
		kind += " (metadata)"
	}
	if r.Query.Has("dryRun") {
		kind += " (dry run)"
	}
	return kind
}

// kills are all that there are for requests, in their order: before and after each.
func kills(records []proxy.Record) []kill {
	nth := map[string]int{}
	var out []kill
	for _, record := range records {
		kind := kindOf(record.Request)
		nth[kind]++
		out = append(out, kill{kind, nth[kind], false}, kill{kind, nth[kind], true})
	}
	return out
}

// killed runs espc and kills it, and reports whether it came to that: a run may have fewer requests than the one before.
func (r *rig) killed(k kill, dir string, arguments ...string) bool {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	command := r.command(ctx, r.proxy.Kubeconfig, dir, arguments...)
	started := make(chan struct{})
	end := func(proxy.Request) {
		<-started
		_ = command.Process.Kill()
	}
	fault := proxy.Fault{Before: end, DropBefore: true}
	if k.after {
		fault = proxy.Fault{After: end, DropAfter: true}
	}
	r.proxy.Reset()
	defer r.proxy.Reset()
	r.proxy.On(func(q proxy.Request) bool { return kindOf(q) == k.kind }, k.nth, fault)
	if err := command.Start(); err != nil {
		r.t.Fatal(err)
	}
	close(started)
	_ = command.Wait()
	if ctx.Err() != nil {
		r.t.Fatalf("killed %s, espc %v hangs", k, arguments)
	}
	return command.ProcessState.Sys().(syscall.WaitStatus).Signaled()
}

// killedAfter runs espc and kills it after a time, and reports whether it still ran.
func (r *rig) killedAfter(d time.Duration, dir string, arguments ...string) bool {
	r.t.Helper()
	command := r.command(r.t.Context(), r.cluster.Kubeconfig, dir, arguments...)
	if err := command.Start(); err != nil {
		r.t.Fatal(err)
	}
	end := time.AfterFunc(d, func() { _ = command.Process.Kill() }) // or it has ended
	_ = command.Wait()
	end.Stop()
	return command.ProcessState.Sys().(syscall.WaitStatus).Signaled()
}
