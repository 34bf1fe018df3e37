package client

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
	"sync"
)

// mediaDiscovery asks for all types of all groups in one answer; servers before 1.26 answer with the groups alone.
const mediaDiscovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
	"application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

// types is what a server serves. It implements Types.
type types struct {
	byName map[string]Type
	byKind map[string]Type // by "Deployment.apps", "ConfigMap."
	silent map[string]bool
}

// Find returns the type of that name.
func (t *types) Find(name string) (Type, bool) {
	found, ok := t.byName[name]
	return found, ok
}

// FindKind returns the preferred version of a kind.
func (t *types) FindKind(groupKind string) (Type, bool) {
	if !strings.Contains(groupKind, ".") {
		groupKind += "."
	}
	found, ok := t.byKind[groupKind]
	return found, ok
}

// Silent reports whether a group did not answer.
func (t *types) Silent(group string) bool { return t.silent[group] }

// add notes a type; the first of a name and of a kind counts, which is the preferred one.
func (t *types) add(found Type) {
	found.Name = found.Version + "/" + found.Kind
	if found.Group != "" {
		found.Name = found.Group + "/" + found.Name
	}
	if _, ok := t.byName[found.Name]; !ok {
		t.byName[found.Name] = found
	}
	kind := found.Kind + "." + found.Group
	if _, ok := t.byKind[kind]; !ok {
		t.byKind[kind] = found
	}
}

// Discover asks what the server serves.
func (c *Client) Discover(ctx context.Context, fresh bool) (Types, error) {
	c.discovery.Lock()
	defer c.discovery.Unlock()
	if c.types != nil && !fresh {
		return c.types, nil
	}
	var core, groups []group
	var coreErr, groupsErr error
	var both sync.WaitGroup
	both.Go(func() { core, coreErr = c.groups(ctx, "/api") })
	both.Go(func() { groups, groupsErr = c.groups(ctx, "/apis") })
	both.Wait()
	if err := errors.Join(coreErr, groupsErr); err != nil {
		if coreErr != nil {
			return nil, coreErr
		}
		return nil, groupsErr
	}
	t := &types{byName: map[string]Type{}, byKind: map[string]Type{}, silent: map[string]bool{}}
	for _, g := range append(core, groups...) {
		for _, v := range g.versions {
			if v.silent {
				t.silent[g.name] = true
				continue
			}
			for _, r := range v.types {
				t.add(Type{Group: g.name, Version: v.name, Kind: r.kind, Plural: r.plural, Namespaced: r.namespaced})
			}
		}
	}
	c.types = t
	return t, nil
}

type group struct {
	name     string
	versions []version // the preferred one first
}

type version struct {
	name   string
	silent bool
	types  []resource
}

type resource struct {
	kind, plural string
	namespaced   bool
}

// aggregated is the answer of apidiscovery.k8s.io; v2 and v2beta1 are alike.
type aggregated struct {
	Items []struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
		Versions []struct {
			Version   string `json:"version"`
			Freshness string `json:"freshness"`
			Resources []struct {
				Resource     string `json:"resource"`
				Scope        string `json:"scope"`
				ResponseKind *struct {
					Kind string `json:"kind"`
				} `json:"responseKind"`
			} `json:"resources"`
		} `json:"versions"`
	} `json:"items"`
}

// groups asks for the groups under a path.
func (c *Client) groups(ctx context.Context, path string) ([]group, error) {
	r := request{verb: "get", target: path, method: http.MethodGet, path: path, accept: mediaDiscovery, repeats: true}
	a, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	if _, params, _ := mime.ParseMediaType(a.header.Get("Content-Type")); params["as"] != "APIGroupDiscoveryList" {
		return c.oldGroups(ctx, r, a)
	}
	var found aggregated
	if err := json.Unmarshal(a.body, &found); err != nil {
		return nil, r.garbled(a)
	}
	out := make([]group, 0, len(found.Items))
	for _, item := range found.Items {
		g := group{name: item.Metadata.Name}
		for _, v := range item.Versions {
			next := version{name: v.Version, silent: v.Freshness == "Stale"}
			for _, r := range v.Resources {
				if r.ResponseKind != nil {
					next.types = append(next.types, resource{r.ResponseKind.Kind, r.Resource, r.Scope == "Namespaced"})
				}
			}
			g.versions = append(g.versions, next)
		}
		out = append(out, g)
	}
	return out, nil
}

func (r request) garbled(a *answer) error {
	return &Error{Verb: r.verb, Target: r.target, Status: a.status, Reason: Garbled, Message: "the answer is no list of API groups"}
}
