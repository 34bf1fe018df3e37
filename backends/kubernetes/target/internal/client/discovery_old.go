package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
)

// oldList is what servers without aggregated discovery answer: APIVersions under /api, APIGroupList under /apis.
type oldList struct {
	Versions []string `json:"versions"`
	Groups   []struct {
		Name     string `json:"name"`
		Versions []struct {
			Version string `json:"version"`
		} `json:"versions"`
		Preferred struct {
			Version string `json:"version"`
		} `json:"preferredVersion"`
	} `json:"groups"`
}

// oldParallel is how many versions are asked for at once.
const oldParallel = 16

// oldGroups reads the groups of an old server, and asks for the types of each version.
func (c *Client) oldGroups(ctx context.Context, r request, a *answer) ([]group, error) {
	var list oldList
	if err := json.Unmarshal(a.body, &list); err != nil || list.Versions == nil && list.Groups == nil {
		return nil, r.garbled(a)
	}
	var out []group
	if list.Versions != nil {
		g := group{}
		for _, v := range list.Versions {
			g.versions = append(g.versions, version{name: v})
		}
		out = append(out, g)
	}
	for _, found := range list.Groups {
		g := group{name: found.Name, versions: []version{{name: found.Preferred.Version}}}
		for _, v := range found.Versions {
			if v.Version != found.Preferred.Version {
				g.versions = append(g.versions, version{name: v.Version})
			}
		}
		out = append(out, g)
	}
	return out, c.oldVersions(ctx, out)
}

// oldVersions asks for the types of each version. One that gives no answer is silent; the credentials and the context end it all.
func (c *Client) oldVersions(ctx context.Context, groups []group) error {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var failed error
	slots := make(chan struct{}, oldParallel)
	for i := range groups {
		for j := range groups[i].versions {
			v := &groups[i].versions[j]
			root := Type{Group: groups[i].name, Version: v.name}.root()
			wait.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				var err error
				v.types, err = c.oldTypes(ctx, root)
				var e *Error
				if errors.As(err, &e) && e.Reason != Credentials && e.Reason != "Forbidden" {
					v.silent = true
					return
				}
				if err != nil {
					mu.Lock()
					defer mu.Unlock()
					failed = err
				}
			})
		}
	}
	wait.Wait()
	return failed
}

func (c *Client) oldTypes(ctx context.Context, root string) ([]resource, error) {
	r := request{verb: "get", target: root, method: http.MethodGet, path: root, accept: mediaJSON, repeats: true}
	a, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	var list struct {
		Resources []struct {
			Name       string `json:"name"`
			Kind       string `json:"kind"`
			Namespaced bool   `json:"namespaced"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(a.body, &list); err != nil {
		return nil, r.garbled(a)
	}
	var out []resource
	for _, found := range list.Resources {
		if !strings.Contains(found.Name, "/") { // else a subresource
			out = append(out, resource{found.Kind, found.Name, found.Namespaced})
		}
	}
	return out, nil
}
