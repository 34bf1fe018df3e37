package target

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/health"
)

// observed is how an object is.
type observed struct {
	health.Verdict
	meta meta
}

// observe looks how members of the set are, with one LIST for each type and namespace. What is not there is not in the answer.
func (t *Target) observe(ctx context.Context, types client.Types, ask []backends.ObjectAddress, parallel int) (map[backends.ObjectAddress]observed, error) {
	groups := map[[2]string][]backends.ObjectAddress{}
	for _, a := range ask {
		at := [2]string{a.Type, a.Namespace}
		groups[at] = append(groups[at], a)
	}
	var mu sync.Mutex
	out := make(map[backends.ObjectAddress]observed, len(ask))
	take := func(a backends.ObjectAddress, m meta, object []byte) {
		o := observed{health.Of(object), m}
		mu.Lock()
		defer mu.Unlock()
		out[a] = o
	}
	err := inParallel(slices.Collect(maps.Keys(groups)), parallel, func(at [2]string) error {
		typ, ok := types.Find(at[0])
		if !ok {
			return nil
		}
		if at[0] == namespaceType { // to list namespaces is a permission that nobody needs for one
			for _, a := range groups[at] {
				object, err := t.api.Get(ctx, typ, keyOf(a))
				if err == nil {
					take(a, metaOf(object), object)
				} else if !is(err, 404) {
					return err
				}
			}
			return nil
		}
		wanted := make(map[string]bool, len(groups[at]))
		for _, a := range groups[at] {
			wanted[a.Name] = true
		}
		err := t.api.List(ctx, typ, at[1], partOf+"="+t.set, false, func(item []byte) error {
			if m := metaOf(item); wanted[m.Name] {
				take(backends.ObjectAddress{Type: at[0], Namespace: at[1], Name: m.Name}, m, typed(item, typ))
			}
			return nil
		})
		if is(err, 404) {
			return nil
		}
		return err
	})
	return out, err
}

// inParallel calls a function for each item, several at once, and returns the first error.
func inParallel[T any](items []T, parallel int, call func(T) error) error {
	if parallel <= 0 {
		parallel = parallelism
	}
	next := make(chan T)
	var wg sync.WaitGroup
	var once sync.Once
	var first error
	for range min(parallel, len(items)) {
		wg.Go(func() {
			for item := range next {
				if err := call(item); err != nil {
					once.Do(func() { first = err })
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wg.Wait()
	return first
}

// findPods finds the pods that give objects trouble. Who may not list pods waits without knowing why.
func (t *Target) findPods(ctx context.Context, open []*waited) {
	for _, w := range open {
		w.pods = nil
	}
	namespaces := map[string][]*waited{}
	for _, w := range open {
		if len(w.verdict.Selector) > 0 {
			namespaces[w.Address.Namespace] = append(namespaces[w.Address.Namespace], w)
		}
	}
	for namespace, list := range namespaces {
		pods, err := t.troubled(ctx, namespace)
		if err != nil {
			continue
		}
		for _, w := range list {
			w.pods = podsOf(pods, w.verdict.Selector)
		}
	}
	for _, w := range open {
		if len(w.pods) == 0 {
			w.troubled = time.Time{}
		} else if w.troubled.IsZero() {
			w.troubled = time.Now()
		}
	}
}

// troubled lists the pods of a namespace that have a trouble, the newest first.
func (t *Target) troubled(ctx context.Context, namespace string) ([]health.Pod, error) {
	var out []health.Pod
	err := t.api.List(ctx, podType, namespace, "", false, func(item []byte) error {
		if p, err := health.OfPod(item); err == nil && p.Reason != "" {
			out = append(out, p)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b health.Pod) int { return b.Created.Compare(a.Created) })
	return out, err
}

// podsOf returns the pods that a selector picks.
func podsOf(pods []health.Pod, selector map[string]string) []health.Pod {
	var out []health.Pod
	for _, p := range pods {
		all := len(selector) > 0
		for k, v := range selector {
			all = all && p.Labels[k] == v
		}
		if all {
			out = append(out, p)
		}
	}
	return out
}

// typed gives an item of a list the type that only the list as a whole names.
func typed(item []byte, typ client.Type) []byte {
	version := typ.Version
	if typ.Group != "" {
		version = typ.Group + "/" + typ.Version
	}
	out := make([]byte, 0, len(item)+100)
	out = append(out, `{"apiVersion":"`+version+`","kind":"`+typ.Kind+`",`...)
	return append(out, bytes.TrimLeft(bytes.TrimSpace(item), "{")...)
}
