package client

import (
	"context"
	"sync"
	"testing"
	"time"
)

func TestRequestsThatAreSentAtOnceShareOneConnection(t *testing.T) {
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{})
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			if _, err := c.Get(t.Context(), deployments, price); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	connections := map[string]bool{}
	for _, r := range s.requests {
		connections[r.RemoteAddr] = true
	}
	if len(connections) != 1 || s.count() != 16 {
		t.Errorf("%d requests on %d connections, want 16 on one", s.count(), len(connections))
	}
}

func TestWhoWaitsForTheFirstRequestGoesOnWhenItFails(t *testing.T) {
	o := newOpening()
	failed, err := o.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	through := make(chan error, 1)
	go func() {
		_, err := o.enter(t.Context())
		through <- err
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := o.enter(ctx); err == nil {
		t.Error("a request that was given up went on")
	}
	failed()
	failed()
	if err := <-through; err != nil {
		t.Error(err)
	}
}
