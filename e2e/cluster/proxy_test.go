package cluster_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

// settings reads a kubeconfig.
func settings(t *testing.T, kubeconfig string) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config.QPS = -1
	return config
}

func client(t *testing.T, kubeconfig string) kubernetes.Interface {
	t.Helper()
	c, err := kubernetes.NewForConfig(settings(t, kubeconfig))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// create posts a ConfigMap.
func create(t *testing.T, c kubernetes.Interface, namespace, name string) error {
	t.Helper()
	_, err := c.CoreV1().ConfigMaps(namespace).Create(t.Context(), &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"key": strings.Repeat("value", 1000)},
	}, metav1.CreateOptions{})
	return err
}

// TestEachFaultDoesWhatItSays posts a ConfigMap through a proxy that does something to the second write.
func TestEachFaultDoesWhatItSays(t *testing.T) {
	c := cluster.Shared(t)
	type outcome struct {
		failed  string // part of the error, "" for none
		stored  bool
		status  int
		reached bool
		lost    bool // the connection: the next request comes on another
	}
	var called []string
	for name, test := range map[string]struct {
		fault proxy.Fault
		want  outcome
	}{
		"drop before":  {proxy.Fault{DropBefore: true}, outcome{"connection", false, 0, false, true}},
		"drop after":   {proxy.Fault{DropAfter: true}, outcome{"connection", true, 0, true, true}},
		"status":       {proxy.Status(403, "Forbidden", "not you"), outcome{"not you", false, 403, false, false}},
		"cut":          {proxy.Fault{Cut: true}, outcome{"connection", true, 201, true, true}},
		"go away":      {proxy.Fault{GoAway: true}, outcome{"", true, 201, true, true}},
		"hook before":  {proxy.Fault{Before: func(proxy.Request) { called = append(called, "before") }}, outcome{"", true, 201, true, false}},
		"hook after":   {proxy.Fault{After: func(proxy.Request) { called = append(called, "after") }}, outcome{"", true, 201, true, false}},
		"delay":        {proxy.Fault{Delay: 300 * time.Millisecond}, outcome{"", true, 201, true, false}},
		"none at this": {proxy.Fault{}, outcome{"", true, 201, true, false}},
	} {
		for _, options := range []proxy.Options{{}, {HTTP1: true}} {
			t.Run(fmt.Sprintf("%s/http1=%t", name, options.HTTP1), func(t *testing.T) {
				namespace := c.Namespace(t, nil)
				p := c.Proxy(t, options)
				p.On(proxy.Writes, 2, test.fault)
				through := client(t, p.Kubeconfig)
				called = nil
				if err := create(t, through, namespace, "first"); err != nil {
					t.Fatalf("the first is not the second: %v", err)
				}
				start := time.Now()
				err := create(t, through, namespace, "second")
				took := time.Since(start)
				if test.want.failed == "" && err != nil {
					t.Errorf("it failed: %v", err)
				}
				if test.want.failed != "" && (err == nil || !strings.Contains(broken(err), test.want.failed)) {
					t.Errorf("got %v, want %q", err, test.want.failed)
				}
				if stored := c.Get(t, "v1", "ConfigMap", namespace, "second") != nil; stored != test.want.stored {
					t.Errorf("the server has it: %t", stored)
				}
				records := p.Records(proxy.Writes)
				if len(records) != 2 {
					t.Fatalf("%d requests, want 2", len(records))
				}
				r := records[1]
				if r.Status != test.want.status || r.Reached != test.want.reached || !r.Faulty || records[0].Faulty {
					t.Errorf("recorded status %d, reached %t, faulty %t and %t", r.Status, r.Reached, records[0].Faulty, r.Faulty)
				}
				if took < test.fault.Delay {
					t.Errorf("it took %s", took)
				}
				if hooks := test.fault.Before != nil || test.fault.After != nil; hooks && fmt.Sprint(called) != "["+strings.TrimPrefix(name, "hook ")+"]" {
					t.Errorf("called %v", called)
				}
				if err := create(t, through, namespace, "third"); err != nil {
					t.Errorf("the third is not the second: %v", err)
				}
				if records := p.Records(proxy.Writes); (records[1].Connection != records[2].Connection) != test.want.lost {
					t.Errorf("the connections are %d, %d and %d", records[0].Connection, records[1].Connection, records[2].Connection)
				}
			})
		}
	}
}

// broken is the text of an error, with "connection" for every way that a client says that it lost one.
func broken(err error) string {
	text := err.Error()
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		return text
	}
	for _, lost := range []string{"EOF", "connection reset", "connection lost", "broken pipe", "stream error"} {
		if strings.Contains(text, lost) {
			return "connection: " + text
		}
	}
	return text
}

func TestTheProxySpeaksWhatAClientSpeaks(t *testing.T) {
	c := cluster.Shared(t)
	for want, options := range map[string]proxy.Options{"HTTP/2.0": {}, "HTTP/1.1": {HTTP1: true}} {
		p := c.Proxy(t, options)
		through, err := rest.HTTPClientFor(settings(t, p.Kubeconfig))
		if err != nil {
			t.Fatal(err)
		}
		response, err := through.Get(p.URL + "/version")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.Proto != want || response.StatusCode != http.StatusOK {
			t.Errorf("%s, status %d; want %s", response.Proto, response.StatusCode, want)
		}
	}
}

func TestTheProxyPassesOnWhoAUserIs(t *testing.T) {
	c := cluster.Shared(t)
	p := c.Proxy(t, proxy.Options{})
	namespace := c.Namespace(t, nil)
	c.Create(t, namespace, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n")
	for kubeconfig, want := range map[string]string{
		p.Kubeconfig:                            "admin system:masters system:authenticated",
		p.User(t, "jane", "readers"):            "jane readers system:authenticated",
		p.ServiceAccount(t, namespace, "robot"): "system:serviceaccount:" + namespace + ":robot system:serviceaccounts system:serviceaccounts:" + namespace + " system:authenticated",
		c.User(t, "jane", "readers", "writers"): "jane readers writers system:authenticated",
		c.ServiceAccount(t, namespace, "robot"): "system:serviceaccount:" + namespace + ":robot system:serviceaccounts system:serviceaccounts:" + namespace + " system:authenticated",
	} {
		if got := whoami(t, kubeconfig); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAWatchGoesThroughTheProxyAtOnce(t *testing.T) {
	c := cluster.Shared(t)
	p := c.Proxy(t, proxy.Options{})
	namespace := c.Namespace(t, nil)
	watch, err := client(t, p.Kubeconfig).CoreV1().Secrets(namespace).Watch(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Stop()
	c.Create(t, namespace, "apiVersion: v1\nkind: Secret\nmetadata: {name: one}\n")
	select {
	case event := <-watch.ResultChan():
		if secret, ok := event.Object.(*corev1.Secret); !ok || secret.Name != "one" {
			t.Errorf("got %v", event)
		}
	case <-time.After(soon):
		t.Error("the event did not come")
	}
}
