package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// parallel is how many requests are under way at once in the floor of an apply.
const parallel = 16

// The floors are what the API server itself takes: the same requests from a client that does nothing else. Each has a
// connection of its own, as a tool that is started has.

// apply sends one server-side apply.
func (n *namespace) apply(ctx context.Context, client *http.Client, o object) error {
	_, err := n.cluster.call(ctx, client, http.MethodPatch, o.path+"?fieldManager=floor&fieldValidation=Strict",
		map[string]string{"Content-Type": "application/apply-patch+yaml"}, o.body)
	return err
}

// applyFloor applies the objects, which are in memory and in JSON, 16 at a time, workloads last: the later pods are made, the less
// their making is in the way.
func (n *namespace) applyFloor(ctx context.Context) (sample, error) {
	all, err := os.Open(n.all())
	if err != nil {
		return sample{}, err
	}
	var objects []object
	err = documents(all, func(document string) error {
		o, err := n.object(document)
		objects = append(objects, o)
		return err
	})
	if err = errors.Join(err, all.Close()); err != nil {
		return sample{}, err
	}
	slices.SortStableFunc(objects, func(a, b object) int { return cmp.Compare(a.rank(), b.rank()) })
	client := n.cluster.client()
	defer client.CloseIdleConnections()
	start := time.Now()
	err = atOnce(parallel, objects, func(o object) error { return n.apply(ctx, client, o) })
	return sample{wall: time.Since(start)}, err
}

// rank orders objects: workloads and what scales them last.
func (o object) rank() int {
	switch {
	case strings.Contains(o.path, "/deployments/"):
		return 1
	case strings.Contains(o.path, "/horizontalpodautoscalers/"):
		return 2
	}
	return 0
}

// listFloors are the LISTs that find all that a plan looks at, of one label and whole: at once, and one after the other.
func (b *bench) listFloors(ctx context.Context, n *namespace) []task {
	list := func(name string, parallel int) task {
		return task{name: name, objects: objectCount(n.services), run: func() (sample, error) {
			client := n.cluster.client()
			defer client.CloseIdleConnections()
			start := time.Now()
			err := atOnce(parallel, kinds, func(kind string) error {
				_, err := n.cluster.call(ctx, client, http.MethodGet, n.path(kind)+"?labelSelector="+url.QueryEscape(label), nil, nil)
				return err
			})
			return sample{wall: time.Since(start)}, err
		}}
	}
	return []task{list("LIST of the five kinds, at once: the floor", len(kinds)), list("LIST of the five kinds, one after the other", 1)}
}

// label is one that all objects of the workload have.
const label = "app.kubernetes.io/part-of=shop"

// atOnce does something with each item, in their order, so many at a time, and returns the first error.
func atOnce[T any](parallel int, items []T, do func(T) error) error {
	next := make(chan T)
	var wait sync.WaitGroup
	var once sync.Once
	var failed error
	for range parallel {
		wait.Go(func() {
			for item := range next {
				if err := do(item); err != nil {
					once.Do(func() { failed = err })
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wait.Wait()
	return failed
}
