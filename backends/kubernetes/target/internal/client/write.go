package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const (
	mediaApply = "application/apply-patch+yaml"
	mediaMerge = "application/merge-patch+json"
	// maxWarnings bounds the server's warnings about one object.
	maxWarnings = 20
)

// Get returns an object.
func (c *Client) Get(ctx context.Context, t Type, k Key) ([]byte, error) {
	r, err := one("get", http.MethodGet, t, k)
	if err != nil {
		return nil, err
	}
	r.repeats = true
	a, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	return a.body, nil
}

// Apply applies an object.
func (c *Client) Apply(ctx context.Context, t Type, k Key, object []byte, w Write) (Answer, error) {
	r, err := one("patch", http.MethodPatch, t, k)
	if err != nil {
		return Answer{}, err
	}
	r.media, r.body, r.repeats = mediaApply, object, w.DryRun
	r.query = strict(w.DryRun)
	r.query.Set("force", strconv.FormatBool(w.Force))
	return c.write(ctx, r)
}

// Create creates an object; one that exists is an error with the reason AlreadyExists.
func (c *Client) Create(ctx context.Context, t Type, namespace string, object []byte) (Answer, error) {
	r, err := many("create", http.MethodPost, t, namespace)
	if err != nil {
		return Answer{}, err
	}
	r.media, r.body, r.query = mediaJSON, object, strict(false)
	return c.write(ctx, r)
}

// Update replaces an object.
func (c *Client) Update(ctx context.Context, t Type, k Key, object []byte) (Answer, error) {
	r, err := one("update", http.MethodPut, t, k)
	if err != nil {
		return Answer{}, err
	}
	r.media, r.body, r.query = mediaJSON, object, strict(false)
	return c.write(ctx, r)
}

// Merge changes an object by a JSON merge patch.
func (c *Client) Merge(ctx context.Context, t Type, k Key, patch []byte) (Answer, error) {
	r, err := one("patch", http.MethodPatch, t, k)
	if err != nil {
		return Answer{}, err
	}
	r.media, r.body, r.query = mediaMerge, patch, strict(false)
	return c.write(ctx, r)
}

// Delete deletes an object. With a uid the request is repeated where its answer was lost: it can't hit another object.
func (c *Client) Delete(ctx context.Context, t Type, k Key, d Delete) error {
	r, err := one("delete", http.MethodDelete, t, k)
	if err != nil {
		return err
	}
	options := map[string]any{"kind": "DeleteOptions", "apiVersion": "v1"}
	preconditions := map[string]string{}
	if d.UID != "" {
		preconditions["uid"] = d.UID
	}
	if d.ResourceVersion != "" {
		preconditions["resourceVersion"] = d.ResourceVersion
	}
	if len(preconditions) > 0 {
		options["preconditions"] = preconditions
	}
	if d.Propagation != "" {
		options["propagationPolicy"] = d.Propagation
	}
	if d.DryRun {
		options["dryRun"] = []string{"All"}
	}
	if r.body, err = json.Marshal(options); err != nil {
		return err
	}
	r.media, r.repeats = mediaJSON, d.DryRun || d.UID != ""
	_, err = c.do(ctx, r)
	return err
}

// strict are the parameters of every write: fields that the server does not know are refused.
func strict(dryRun bool) url.Values {
	q := url.Values{"fieldManager": {Manager}, "fieldValidation": {"Strict"}}
	if dryRun {
		q.Set("dryRun", "All")
	}
	return q
}

func (c *Client) write(ctx context.Context, r request) (Answer, error) {
	a, err := c.do(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Object: a.body, Created: a.status == http.StatusCreated, Warnings: warnings(a.header)}, nil
}

// warnings reads Warning headers: 299 AGENT "TEXT" (RFC 7234, 5.5).
func warnings(h http.Header) []string {
	var out []string
	for _, value := range h.Values("Warning") {
		_, text, ok := strings.Cut(value, `"`)
		if !ok || !strings.HasPrefix(value, "299 ") || len(out) == maxWarnings {
			continue
		}
		text, _, _ = strings.Cut(strings.ReplaceAll(text, `\"`, "\x00"), `"`)
		out = append(out, line(strings.ReplaceAll(strings.ReplaceAll(text, "\x00", `"`), `\\`, `\`)))
	}
	return out
}
