package live

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/backends/kubernetes/target"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/plan"
	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// hurried is a target that waits for an answer a second at most, and tells after a tenth of one that it waits.
func hurried(t *testing.T, kubeconfig, namespace string, progress func(string)) *target.Target {
	t.Helper()
	b := kubernetes.Backend{}
	live, err := target.New(t.Context(), target.Config{
		Context: "dev", Namespace: namespace, Topology: "shop", Environment: "dev", Backend: b, Args: "-e dev", Progress: progress,
		Pace:   target.Pace{Answer: time.Second, Slow: 100 * time.Millisecond, Attempts: 2, MaxBackoff: 100 * time.Millisecond},
		Getenv: func(key string) string { return map[string]string{"KUBECONFIG": kubeconfig}[key] },
		Parse: func(name string, content []byte) ([]*tree.Node, diag.List) {
			return data.Documents(diag.NewFile(name, content))
		},
		Compare: func(before, after []backends.Object) []backends.Change { return plan.Make(before, after, b).Changes },
	})
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// messages collects what is told.
type messages struct {
	mu   sync.Mutex
	list []string
}

func (m *messages) add(text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = append(m.list, text)
}

func (m *messages) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Join(m.list, "\n")
}

func TestFault25AnAnswerThatDoesNotComeIsWaitedForToADeadlineAndTold(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	p := c.Proxy(t, proxy.Options{})
	var told messages
	live := hurried(t, p.Kubeconfig, namespace, told.add)
	d := desired(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, namespace: "+namespace+"}\n---\n"+
		"apiVersion: v1\nkind: Service\nmetadata: {name: slow, namespace: "+namespace+"}\nspec: {ports: [{port: 80}]}\n", namespace)
	planned(t, live, &d)
	slow := proxy.All(proxy.Writes, proxy.Of("PATCH", "/services/slow$"))

	p.On(slow, 0, proxy.Fault{Delay: time.Minute})
	begin := time.Now()
	r, err := live.Apply(t.Context(), d, backends.Options{})
	if err == nil {
		t.Fatal("it succeeded")
	}
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
	if !strings.Contains(told.String(), "slow") {
		t.Errorf("nobody was told that the answer is waited for: %q", told.String())
	}
	is := func(list []backends.ObjectAddress, name string) bool {
		return slices.ContainsFunc(list, func(a backends.ObjectAddress) bool { return a.Name == name })
	}
	if !is(r.Done, "first") || !is(r.Left, "slow") {
		t.Errorf("done %v, failed %v, left %v; whether slow was created is not known", r.Done, r.Failed, r.Left)
	}

	p.Reset()
	p.On(slow, 1, proxy.Fault{Delay: time.Minute}) // once: the request is sent again
	planned(t, live, &d)
	if r, err := live.Apply(t.Context(), d, backends.Options{}); err != nil || !is(r.Done, "slow") {
		t.Fatalf("%v, done %v", err, r.Done)
	}
	if planned(t, live, &d); len(d.Changes) != 0 {
		t.Errorf("left to do: %v", d.Changes)
	}
}
