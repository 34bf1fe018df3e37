package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// names lists with the client and returns the items' names.
func names(t *testing.T, c *Client) ([]string, error) {
	t.Helper()
	var got []string
	err := c.List(t.Context(), deployments, "shop", "a=b", false, func(item []byte) error {
		var o struct{ Metadata struct{ Name string } }
		if err := json.Unmarshal(item, &o); err != nil {
			return err
		}
		got = append(got, o.Metadata.Name)
		return nil
	})
	return got, err
}

func listed(next string, names ...string) http.HandlerFunc {
	var items []string
	for _, n := range names {
		items = append(items, fmt.Sprintf(`{"metadata":{"name":%q},"x":"]}\\\"{[","y":[{}, 1.5e3 , null,true ] }`, n))
	}
	return says(200, fmt.Sprintf(` { "kind":"DeploymentList", "items" : [ %s ] ,"metadata":{"resourceVersion":"5","continue":%q}}`, strings.Join(items, " , "), next))
}

func TestAListIsReadInPages(t *testing.T) {
	s := serve(t, listed("p2", "a", "b"), listed("p3"), cut(`{"items":[{"metadata":{"name":"c"}},`), listed("", "c"))
	got, err := names(t, s.connect(t, entries{}))
	if err != nil || !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %v, %v", got, err)
	}
	for i, want := range []string{"labelSelector=a%3Db&limit=500", "continue=p2&labelSelector=a%3Db&limit=500", "continue=p3&labelSelector=a%3Db&limit=500"} {
		if q := s.requests[i].URL.RawQuery; q != want {
			t.Errorf("page %d: asked %s", i, q)
		}
	}
	if p := s.requests[0].URL.Path; p != "/apis/apps/v1/namespaces/shop/deployments" {
		t.Errorf("asked %s", p)
	}
}

func TestAListThatExpiresGoesOnAfterTheLastItem(t *testing.T) {
	expired := says(410, `{"kind":"Status","code":410,"reason":"Expired","message":"too old","metadata":{"continue":"inconsistent"}}`)
	s := serve(t, listed("p2", "a"), expired, listed("", "b"))
	got, err := names(t, s.connect(t, entries{}))
	if err != nil || !slices.Equal(got, []string{"a", "b"}) || s.requests[2].URL.Query().Get("continue") != "inconsistent" {
		t.Errorf("got %v, %v", got, err)
	}
	s = serve(t, listed("p2", "a"), says(410, failure(410, "Expired", "too old")))
	_, err = names(t, s.connect(t, entries{}))
	if e := asError(t, err); e.Reason != "Expired" {
		t.Errorf("got %+v", e)
	}
	s = serve(t, listed("p2", "a"), expired)
	if _, err = names(t, s.connect(t, entries{})); asError(t, err).Reason != "Expired" {
		t.Errorf("a server that always says so: got %v", err)
	}
}

func TestAListThatIsNoneIsAnError(t *testing.T) {
	for _, body := range []string{`{}`, `{"items":5}`, `{"items":[1,]}`, `{"items":{}}`, `{"metadata":5,"items":[]}`, `{"kind" "a"}`} {
		s := serve(t, says(200, body))
		_, err := names(t, s.connect(t, entries{}))
		if e := asError(t, err); e.Reason != Garbled {
			t.Errorf("%s: got %+v", body, e)
		}
	}
	s := serve(t, listed("same", "a"))
	if _, err := names(t, s.connect(t, entries{})); asError(t, err).Reason != Garbled || s.count() != 2 {
		t.Errorf("a page that names itself as the next: got %v after %d", err, s.count())
	}
	s = serve(t, says(200, `{"items":null,"metadata":{}}`))
	if got, err := names(t, s.connect(t, entries{})); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAnItemThatTheCallerRefusesEndsTheList(t *testing.T) {
	s := serve(t, listed("p2", "a", "b"))
	no := errors.New("no")
	n := 0
	err := s.connect(t, entries{}).List(t.Context(), deployments, "", "", true, func([]byte) error { n++; return no })
	if !errors.Is(err, no) || n != 1 || s.count() != 1 {
		t.Errorf("got %v after %d items and %d requests", err, n, s.count())
	}
	if r := s.requests[0]; r.URL.Path != "/apis/apps/v1/deployments" || !strings.Contains(r.Header.Get("Accept"), "PartialObjectMetadataList") {
		t.Errorf("asked %s for %s", r.URL.Path, r.Header.Get("Accept"))
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"items":[{"a":"\""},{}],"metadata":{"continue":"x"}}`))
	f.Add([]byte(` {"items" : null}`))
	f.Add([]byte(`{"items":[[],"}",5,tru]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var got [][]byte
		next, err := page(body, func(item []byte) error { got = append(got, item); return nil })
		var want struct {
			Items    []json.RawMessage `json:"items"`
			Metadata struct {
				Continue string `json:"continue"`
			} `json:"metadata"`
		}
		d := json.Unmarshal(body, &want)
		if d != nil || !json.Valid(body) || strings.Count(strings.ToLower(string(body)), "items") != 1 || strings.Count(strings.ToLower(string(body)), "metadata") > 1 ||
			strings.Contains(string(body), `\u`) || strings.Count(strings.ToLower(string(body)), "continue") > 1 {
			return
		}
		if err != nil {
			for _, item := range want.Items {
				if item[0] != '{' {
					return
				}
			}
			if want.Items != nil {
				t.Fatalf("%s: refused: %v", body, err)
			}
			return
		}
		if !whole(body) || next != want.Metadata.Continue || len(got) != len(want.Items) {
			t.Fatalf("%s: got %d items and %q, want %d and %q", body, len(got), next, len(want.Items), want.Metadata.Continue)
		}
		for i := range got {
			if string(got[i]) != string(want.Items[i]) {
				t.Errorf("%s: item %d is %s", body, i, got[i])
			}
		}
	})
}
