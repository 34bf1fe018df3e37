package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

const (
	// pageSize is how many items a page has: kubectl's number.
	pageSize      = "500"
	mediaMetadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
)

// List calls each with every item.
func (c *Client) List(ctx context.Context, t Type, namespace, selector string, metadata bool, each func(item []byte) error) error {
	r, err := many("list", http.MethodGet, t, namespace)
	if err != nil {
		return err
	}
	r.repeats = true
	if metadata {
		r.accept = mediaMetadata
	}
	next := ""
	for {
		r.query = url.Values{"limit": {pageSize}}
		if selector != "" {
			r.query.Set("labelSelector", selector)
		}
		if next != "" {
			r.query.Set("continue", next)
		}
		a, err := c.do(ctx, r)
		var e *Error
		if errors.As(err, &e) && e.Status == http.StatusGone && next != "" && e.next != "" && e.next != next {
			// The server has forgotten the version of the first page, and gives a token that goes on after the last item.
			next = e.next
			continue
		}
		if err != nil {
			return err
		}
		token, err := page(a.body, each)
		if errors.Is(err, errNoList) {
			return &Error{Verb: r.verb, Target: r.target, Status: a.status, Reason: Garbled, Message: "the answer is no list"}
		}
		if err != nil || token == "" {
			return err
		}
		if token == next {
			return &Error{Verb: r.verb, Target: r.target, Status: a.status, Reason: Garbled, Message: "the next page is the same page"}
		}
		next = token
	}
}

var errNoList = errors.New("no list")

// page calls each with the items of a page and returns the token of the next one. Items are slices of the page: none is copied or
// decoded.
func page(body []byte, each func([]byte) error) (next string, err error) {
	var items []byte
	err = members(body, func(key string, value []byte) error {
		switch key {
		case "items":
			items = value
		case "metadata":
			var m struct {
				Continue string `json:"continue"`
			}
			if json.Unmarshal(value, &m) != nil {
				return errNoList
			}
			next = m.Continue
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if items == nil {
		return "", errNoList
	}
	// An empty list's items are [] or, from some servers, null.
	if bytes.Equal(items, []byte("null")) {
		return next, nil
	}
	return next, elements(items, func(item []byte) error {
		if item[0] != '{' {
			return errNoList
		}
		return each(item)
	})
}
