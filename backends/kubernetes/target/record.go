package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// record keeps what is about to be applied, and adds it to the parent as a running revision; the caller writes the parent. A
// revision of the same content that never ended, because its run was killed, is gone on with. What can't be kept is applied
// all the same, with a warning. An error of the cluster is the client's; a run says what to do about it.
func (t *Target) record(ctx context.Context, p *set.Parent, d backends.Desired) (diag.List, error) {
	var by string
	var wg sync.WaitGroup
	wg.Go(func() { by = t.whoAmI(ctx) })
	digest, name, ds, err := t.keep(ctx, p, d)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	last := len(p.Revisions) - 1
	if last >= 0 && p.Revisions[last].Phase == backends.Running && p.Revisions[last].Digest == digest {
		r := &p.Revisions[last]
		r.By, r.From, r.Content = by, d.From, name
		return ds, nil
	}
	number := 1
	if last >= 0 {
		number = p.Revisions[last].Number + 1
	}
	t.finish(p, backends.Failed)
	p.Revisions = set.Trim(append(p.Revisions, set.Record{Number: number, Digest: digest, By: by, From: d.From, Phase: backends.Running, Content: name}))
	return ds, nil
}

// finish says how the running revision went; the caller writes the parent. Revisions beyond those that are kept are dropped.
func (t *Target) finish(p *set.Parent, phase backends.Phase) {
	for i := range p.Revisions {
		if p.Revisions[i].Phase == backends.Running {
			p.Revisions[i].Phase = phase
		}
	}
	p.Revisions = set.Trim(p.Revisions)
}

// keep stores what is desired as an immutable ConfigMap, and returns its digest and the ConfigMap's name, "" with a warning
// where it can't be stored.
func (t *Target) keep(ctx context.Context, p *set.Parent, d backends.Desired) (digest, name string, ds diag.List, err error) {
	packed, err := t.pack(d)
	var large *set.TooLarge
	switch {
	case errors.As(err, &large):
		return packed.Digest, "", diag.List{t.notKept(large.Error())}, nil
	case err != nil:
		return "", "", nil, err
	}
	err = t.store(ctx, p, packed)
	var e *client.Error
	if errors.As(err, &e) && (e.Status == 403 || e.Status == 413 || e.Status == 422) && !terminating(e) || errors.Is(err, errTaken) {
		return packed.Digest, "", diag.List{t.notKept(err.Error())}, nil
	}
	if err != nil {
		return "", "", nil, err
	}
	return packed.Digest, set.ContentName(p.Name, packed.Digest), nil, nil
}

func (t *Target) notKept(why string) diag.Diagnostic {
	return diag.NotRecorded.At(t.Place, "this revision is not kept: %s", why).WithFix("to go back to it, check out its commit and run %s", t.command("apply"))
}

// pack makes the content of a revision: the artifacts' files, without the values of Secrets.
func (t *Target) pack(d backends.Desired) (set.Packed, error) {
	var c set.Content
	for _, a := range d.Artifacts {
		docs := a.Docs
		if docs == nil && isManifest(a.Path) && bytes.Contains(a.Data, []byte("Secret")) {
			var ds diag.List
			if docs, ds = t.Parse(a.Path, a.Data); ds.HasErrors() {
				return set.Packed{}, errors.New(a.Path + ": " + ds[0].Summary)
			}
		}
		bare, secrets := set.Withhold(docs)
		if len(secrets) > 0 {
			a = backends.Artifact{Path: a.Path, Docs: bare}
			c.Secrets = append(c.Secrets, secrets...)
		}
		c.Files = append(c.Files, set.File{Path: a.Path, Data: a.Bytes()})
	}
	return set.Pack(c)
}

// isManifest reports whether a file may hold objects.
func isManifest(path string) bool {
	return strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml") || strings.HasSuffix(path, ".json")
}

// errTaken is the error for a content's name that something else has.
var errTaken = errors.New("a ConfigMap that is not espc's has its name")

// store creates the ConfigMap of a content if it is not there. One that is there is checked, and replaced if it is ours and
// damaged.
func (t *Target) store(ctx context.Context, p *set.Parent, packed set.Packed) error {
	body, err := p.ConfigMap(packed)
	if err != nil {
		return err
	}
	name := set.ContentName(p.Name, packed.Digest)
	look := false // what is likely comes first
	for _, r := range p.Revisions {
		look = look || r.Content == name
	}
	const attempts = 3 // a lost answer, a damaged one
	for range attempts {
		if look {
			kept, err := t.stored(ctx, name)
			switch {
			case err != nil && !is(err, 404):
				return err
			case err == nil && kept.Set == t.set && kept.Packed.Digest == packed.Digest && intact(kept):
				return nil
			case err == nil && kept.Set != t.set:
				return errTaken
			case err == nil:
				if err := t.api.Delete(ctx, configMapType, t.key(name), client.Delete{UID: kept.UID}); err != nil && !is(err, 404) && !is(err, 409) {
					return err
				}
			}
		}
		_, err = t.api.Create(ctx, configMapType, t.Namespace, body)
		if err == nil || !unknown(err) && !is(err, 409) || ctx.Err() != nil {
			return err
		}
		look = true
	}
	return err
}

func intact(k set.Kept) bool {
	_, err := set.Unpack(k.Packed)
	return err == nil
}

// stored reads the ConfigMap of a content.
func (t *Target) stored(ctx context.Context, name string) (set.Kept, error) {
	data, err := t.api.Get(ctx, configMapType, t.key(name))
	if err != nil {
		return set.Kept{}, err
	}
	return set.ParseConfigMap(data)
}

// sweep removes the contents that no revision of the parent names: those that were dropped, and those of runs that were killed
// before they could write the parent. It is for the holder of the lock alone.
func (t *Target) sweep(ctx context.Context, p *set.Parent) error {
	named := map[string]bool{}
	for _, r := range p.Revisions {
		named[r.Content] = true
	}
	var extra []set.Kept
	err := t.api.List(ctx, configMapType, t.Namespace, set.LabelContentOf+"="+t.set, true, func(item []byte) error {
		k, err := set.ParseConfigMap(item)
		if err == nil && k.Set == t.set && !named[k.Name] && k.Name == set.ContentName(t.name, k.Packed.Digest) {
			extra = append(extra, k)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, k := range extra {
		err := t.api.Delete(ctx, configMapType, t.key(k.Name), client.Delete{UID: k.UID})
		if err != nil && !is(err, 404) && !is(err, 409) {
			return err
		}
	}
	return nil
}

// whoAmI is who the cluster takes us for; where it does not tell, the user that the kubeconfig names.
func (t *Target) whoAmI(ctx context.Context) string {
	a, err := t.api.Create(ctx, reviewType, "", []byte(`{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}`))
	var review struct {
		Status struct {
			UserInfo struct {
				Username string `json:"username"`
			} `json:"userInfo"`
		} `json:"status"`
	}
	if err != nil || json.Unmarshal(a.Object, &review) != nil || review.Status.UserInfo.Username == "" {
		return t.api.User()
	}
	return review.Status.UserInfo.Username
}
