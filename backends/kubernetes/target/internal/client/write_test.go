package client

import (
	"reflect"
	"testing"
)

func TestWritesSayWhoWritesAndThatTheyAreStrict(t *testing.T) {
	s := serve(t, says(201, deployment, "Warning", `299 - "spec.x is \"old\""`, "Warning", `199 - "other"`))
	c := s.connect(t, entries{})
	ctx := t.Context()
	a, err := c.Apply(ctx, deployments, price, []byte("body"), Write{})
	if err != nil || !a.Created || string(a.Object) != deployment || !reflect.DeepEqual(a.Warnings, []string{`spec.x is "old"`}) {
		t.Errorf("got %+v, %v", a, err)
	}
	for _, w := range []Write{{Force: true}, {DryRun: true}} {
		if _, err := c.Apply(ctx, deployments, price, []byte("body"), w); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.Create(ctx, deployments, "shop", []byte("body")); err != nil {
		t.Error(err)
	}
	if _, err := c.Update(ctx, deployments, price, []byte("body")); err != nil {
		t.Error(err)
	}
	if err := c.Delete(ctx, deployments, price, Delete{UID: "u", ResourceVersion: "5", Propagation: "Foreground", DryRun: true}); err != nil {
		t.Error(err)
	}
	const object, collection = "/apis/apps/v1/namespaces/shop/deployments/price", "/apis/apps/v1/namespaces/shop/deployments"
	for i, want := range []struct{ method, path, query, media, body string }{
		{"PATCH", object, "fieldManager=espc&fieldValidation=Strict&force=false", "application/apply-patch+yaml", "body"},
		{"PATCH", object, "fieldManager=espc&fieldValidation=Strict&force=true", "application/apply-patch+yaml", "body"},
		{"PATCH", object, "dryRun=All&fieldManager=espc&fieldValidation=Strict&force=false", "application/apply-patch+yaml", "body"},
		{"POST", collection, "fieldManager=espc&fieldValidation=Strict", "application/json", "body"},
		{"PUT", object, "fieldManager=espc&fieldValidation=Strict", "application/json", "body"},
		{"DELETE", object, "", "application/json",
			`{"apiVersion":"v1","dryRun":["All"],"kind":"DeleteOptions","preconditions":{"resourceVersion":"5","uid":"u"},"propagationPolicy":"Foreground"}`},
	} {
		r := s.requests[i]
		if r.Method != want.method || r.URL.Path != want.path || r.URL.RawQuery != want.query || r.Header.Get("Content-Type") != want.media || s.bodies[i] != want.body {
			t.Errorf("%d: sent %s %s %s %s", i, r.Method, r.URL, r.Header.Get("Content-Type"), s.bodies[i])
		}
	}
}

func TestNamesThatWouldBeAnotherPathAreRefused(t *testing.T) {
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{})
	for _, k := range []Key{{"shop", ".."}, {"shop", "a/b"}, {"shop", ""}, {"a/b", "c"}, {"", "c"}, {"shop", "a%2fb"}} {
		if err := c.Delete(t.Context(), deployments, k, Delete{}); err == nil {
			t.Errorf("%v was sent", k)
		}
	}
	if s.count() != 0 {
		t.Errorf("%d requests", s.count())
	}
	if _, err := c.Get(t.Context(), deployments, Key{"shop", "system:a?b#c d"}); err != nil {
		t.Error(err)
	}
	if got := s.requests[0].URL.Path; got != "/apis/apps/v1/namespaces/shop/deployments/system:a?b#c d" {
		t.Errorf("asked %s", got)
	}
}
