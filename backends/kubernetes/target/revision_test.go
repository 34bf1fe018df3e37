package target

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// desired holds one ConfigMap whose value is the content.
func desired(content string) backends.Desired {
	text := fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop-dev\ndata:\n  value: %s\n", content)
	docs, _ := parse("settings.yaml", []byte(text))
	return backends.Desired{
		Objects:   manifests{}.Objects("settings.yaml", docs),
		Artifacts: []backends.Artifact{{Path: "kustomization.yaml", Data: []byte("resources: [settings.yaml]\n")}, {Path: "settings.yaml", Docs: docs}},
	}
}

// applied records and finishes an apply, as one that changes no member. A phase of "" is a run that was killed.
func applied(t *testing.T, target *Target, d backends.Desired, phase backends.Phase) diag.List {
	t.Helper()
	p, err := target.readParent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p == nil {
		p = target.newParent()
	}
	ds, err := target.record(t.Context(), p, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := target.writeParent(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if phase == "" {
		return ds
	}
	target.finish(p, phase)
	if err := target.writeParent(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := target.sweep(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return ds
}

// told is the history in a line: newest first, * for the current.
func told(t *testing.T, target *Target) string {
	t.Helper()
	all, err := target.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range all {
		s := fmt.Sprintf("%d %s", r.Number, r.Phase)
		if r.From > 0 {
			s += fmt.Sprintf(" from %d", r.From)
		}
		if r.Current {
			s += "*"
		}
		if r.By != "alice@example.com" || r.Time.IsZero() || !strings.HasPrefix(r.Digest, "sha256:") {
			t.Errorf("%+v", r)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// back is the value that a revision gives.
func back(t *testing.T, target *Target, number int) string {
	t.Helper()
	d, err := target.Revision(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Objects) != 1 || len(d.Artifacts) != 2 || d.Objects[0].Address.Name != "settings" || d.Objects[0].File != "settings.yaml" {
		t.Fatalf("%+v", d)
	}
	return fmt.Sprintf("%s from %d", d.Objects[0].Tree.Get("data").Get("value").Str(), d.From)
}

func TestRevisionsAreKeptAndGoneBackTo(t *testing.T) {
	api := clienttest.New("shop-dev")
	target := onServer(api)
	if got := told(t, target); got != "" {
		t.Errorf("before anything: %s", got)
	}
	_, err := target.Revision(t.Context(), 0)
	wantFault(t, err, diag.RevisionGone, "there is no revision before the current one", "espc history shop -e dev")
	applied(t, target, desired("a"), backends.Done)
	_, err = target.Revision(t.Context(), 0)
	wantFault(t, err, diag.RevisionGone, "there is no revision before the current one")
	applied(t, target, desired("b"), backends.Done)
	if got := told(t, target); got != "2 done*, 1 done" {
		t.Error(got)
	}
	if got := back(t, target, 0); got != "a from 1" {
		t.Error(got)
	}
	d, _ := target.Revision(t.Context(), 0)
	applied(t, target, d, backends.Done)
	if got := told(t, target); got != "3 done from 1*, 2 done, 1 done" {
		t.Error(got)
	}
	if names := api.Names(configMaps, "shop-dev"); len(names) != 3 {
		t.Errorf("the same content is kept twice: %v", names)
	}
	_, err = target.Revision(t.Context(), 0)
	wantFault(t, err, diag.RevisionGone, "the current revision went back to 1, and there is none before that", "espc rollback shop -e dev --to N: 2, 1")
	if got := back(t, target, 2); got != "b from 2" {
		t.Error(got)
	}
	_, err = target.Revision(t.Context(), 9)
	wantFault(t, err, diag.RevisionGone, "there is no revision 9", "--to N: 2, 1")
}

func TestWhereToGoBackTo(t *testing.T) {
	rev := func(number int, digest string, from int, phase backends.Phase) set.Record {
		return set.Record{Number: number, Digest: digest, From: from, Phase: phase}
	}
	done, failed, running := backends.Done, backends.Failed, backends.Running
	for name, c := range map[string]struct {
		records []set.Record
		want    int
	}{
		"nothing":                             {nil, 0},
		"the one before":                      {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done)}, 1},
		"the same content is none":            {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "b", 0, done)}, 1},
		"one that failed is none":             {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, failed), rev(3, "c", 0, done)}, 1},
		"before the one gone back to":         {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "c", 0, done), rev(4, "b", 2, done)}, 1},
		"nothing is before the first":         {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "a", 1, done)}, 0},
		"after a failure to what was whole":   {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "c", 0, failed)}, 2},
		"after a kill to what was whole":      {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "c", 0, running)}, 2},
		"a failure of what is current":        {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "b", 0, failed)}, 1},
		"a rollback that failed, again":       {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "a", 1, failed)}, 1},
		"a rollback to what is not there":     {[]set.Record{rev(5, "b", 0, done), rev(6, "a", 1, failed)}, 5},
		"a failure after a rollback":          {[]set.Record{rev(1, "a", 0, done), rev(2, "b", 0, done), rev(3, "a", 1, done), rev(4, "c", 0, failed)}, 3},
		"a failure before anything was whole": {[]set.Record{rev(1, "a", 0, failed), rev(2, "b", 0, failed)}, 0},
	} {
		if got := before(history(c.records, true)); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

func TestARunThatWasKilledShowsAsFailedAndIsTakenOverByTheSameContent(t *testing.T) {
	target := onServer(clienttest.New("shop-dev"))
	applied(t, target, desired("a"), backends.Done)
	applied(t, target, desired("b"), "")
	if got := told(t, target); got != "2 failed, 1 done*" {
		t.Error(got)
	}
	d, err := target.Revision(t.Context(), 2)
	if err != nil || d.Failed == nil || len(d.Objects) != 1 {
		t.Fatalf("of a revision that failed: %v, %+v", err, d)
	}
	wantFault(t, d.Failed, diag.RevisionGone, "revision 2 failed", "--to N: 1")
	if d, err := target.Revision(t.Context(), 1); err != nil || d.Failed != nil {
		t.Errorf("of one that was applied whole: %v, %v", err, d.Failed)
	}
	applied(t, target, desired("b"), "")
	applied(t, target, desired("b"), backends.Done)
	if got := told(t, target); got != "2 done*, 1 done" {
		t.Error(got)
	}
	applied(t, target, desired("c"), "")
	applied(t, target, desired("d"), backends.Failed)
	applied(t, target, desired("d"), backends.Done)
	if got := told(t, target); got != "5 done*, 4 failed, 3 failed, 2 done, 1 done" {
		t.Error(got)
	}
}

func TestARevisionIsRunningWhileItsRunHoldsTheLock(t *testing.T) {
	target := onServer(clienttest.New("shop-dev"))
	l, err := target.lock(t.Context(), "apply", backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	applied(t, target, desired("a"), "")
	if got := told(t, target); got != "1 running" {
		t.Error(got)
	}
	api := target.api.(*clienttest.Server)
	api.Fail = at(1, "get", leases, clienttest.Failure{Err: clienttest.Answered(403, "Forbidden", "cannot get leases")})
	if got := told(t, target); got != "1 running" {
		t.Errorf("for who may not see the lock: %s", got)
	}
	l.release(t.Context())
	if got := told(t, target); got != "1 failed" {
		t.Error(got)
	}
}

func TestTenRevisionsAreKeptAndTheContentsOfOthersRemoved(t *testing.T) {
	api := clienttest.New("shop-dev")
	target := onServer(api)
	for i := range 13 {
		applied(t, target, desired(fmt.Sprint("v", i)), backends.Done)
	}
	if got := told(t, target); !strings.HasPrefix(got, "13 done*, 12 done") || !strings.HasSuffix(got, ", 4 done") {
		t.Error(got)
	}
	if names := api.Names(configMaps, "shop-dev"); len(names) != 11 {
		t.Errorf("%v", names)
	}
	if got := back(t, target, 4); got != "v3 from 4" {
		t.Error(got)
	}
	_, err := target.Revision(t.Context(), 3)
	wantFault(t, err, diag.RevisionGone, "there is no revision 3")
}

func TestASweepLeavesWhatIsNotAContentOfTheSet(t *testing.T) {
	api := clienttest.New("shop-dev", "other")
	target := onServer(api)
	applied(t, target, desired("a"), backends.Done)
	content := api.Names(configMaps, "shop-dev")[1]
	put := func(namespace, name, label, digest string) {
		api.Put(fmt.Sprintf(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":%q,"name":%q,"labels":{%q:%q},"annotations":{%q:%q}}}`, namespace, name, set.LabelContentOf, label, set.AnnotationDigest, digest))
	}
	orphan := "sha256:" + strings.Repeat("0f", 32)
	put("shop-dev", "espc-shop-0f0f0f0f0f0f", target.set, orphan)                                               // of a run that was killed
	put("shop-dev", "espc-shop-0f0f0f0f0f0e", target.set, orphan)                                               // its digest is another's
	put("shop-dev", "settings", target.set, orphan)                                                             // somebody copied our labels
	put("shop-dev", "espc-till-0f0f0f0f0f0f", set.ID("espc-till", "shop-dev"), orphan)                          // another set's
	put("other", "espc-shop-0f0f0f0f0f0f", target.set, orphan)                                                  // elsewhere
	put("shop-dev", "espc-shop-1f1f1f1f1f1f", set.ID("espc-shop", "other"), "sha256:"+strings.Repeat("1f", 32)) // of the set of that name elsewhere
	p, _ := target.readParent(t.Context())
	if err := target.sweep(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	want := []string{content, "espc-shop", "espc-shop-0f0f0f0f0f0e", "espc-shop-1f1f1f1f1f1f", "espc-till-0f0f0f0f0f0f", "settings"}
	slices.Sort(want)
	if got := api.Names(configMaps, "shop-dev"); !slices.Equal(got, want) {
		t.Errorf("there are %v, want %v", got, want)
	}
	if got := api.Names(configMaps, "other"); len(got) != 1 {
		t.Errorf("elsewhere there are %v", got)
	}
}

func TestWhatCanNotBeKeptIsAppliedWithAWarning(t *testing.T) {
	api := clienttest.New("shop-dev")
	target := onServer(api)
	big := desired("a")
	noise := make([]byte, 0, 2<<20)
	for i := range 60_000 {
		noise = append(noise, set.ID(fmt.Sprint(i), "")...)
	}
	big.Artifacts = append(big.Artifacts, backends.Artifact{Path: "noise", Data: noise})
	ds := applied(t, target, big, backends.Done)
	if len(ds) != 1 || ds[0].Code != diag.NotRecorded.ID || !strings.Contains(ds[0].Summary, "1000000 fit") || ds[0].Fix == "" {
		t.Errorf("%v", ds)
	}
	if got := told(t, target); got != "1 done*" {
		t.Error(got)
	}
	_, err := target.Revision(t.Context(), 1)
	wantFault(t, err, diag.RevisionGone, "what it held was not kept")

	quota := at(1, "create", configMaps, clienttest.Failure{Err: clienttest.Answered(403, "Forbidden", "exceeded quota: objects, requested: count/configmaps=1")})
	api.Fail = quota
	if ds := applied(t, target, desired("b"), backends.Done); len(ds) != 1 || !strings.Contains(ds[0].Summary, "exceeded quota") {
		t.Errorf("%v", ds)
	}
	api.Fail = nil
	packed, _ := target.pack(desired("c"))
	name := set.ContentName("espc-shop", packed.Digest)
	api.Put(fmt.Sprintf(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"shop-dev","name":%q}}`, name))
	if ds := applied(t, target, desired("c"), backends.Done); len(ds) != 1 || !strings.Contains(ds[0].Summary, "not espc's") {
		t.Errorf("%v", ds)
	}
	if o := string(api.Object(configMaps, "shop-dev", name)); strings.Contains(o, "binaryData") {
		t.Error("somebody's ConfigMap was written")
	}
}

func TestAnErrorThatConcernsMoreThanTheContentEndsTheApplyBeforeItBegins(t *testing.T) {
	for _, c := range []struct {
		err  *client.Error
		code *diag.Code
	}{
		{&client.Error{Status: 401, Reason: client.Credentials, Message: "Unauthorized"}, diag.ClusterCredentials},
		{&client.Error{Status: 403, Reason: "Forbidden", Message: "because it is being terminated", Causes: []client.Cause{{Type: "NamespaceTerminating"}}}, diag.NamespaceTerminating},
		{clienttest.Lost(), diag.ClusterUnreachable},
	} {
		api, target, p := withParent(t)
		api.Fail = func(call clienttest.Call) *clienttest.Failure {
			if call.Verb == "create" && call.Type == configMaps {
				return &clienttest.Failure{Err: c.err}
			}
			return nil
		}
		_, err := applying(target).record(t.Context(), p, desired("a"))
		wantFault(t, err, c.code)
		if len(p.Revisions) != 0 {
			t.Errorf("a revision was added: %+v", p.Revisions)
		}
	}
}

func TestAContentWhoseCreationIsLostOrThatIsDamagedIsMended(t *testing.T) {
	for _, done := range []bool{false, true} {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		api.Fail = at(1, "create", configMaps, clienttest.Failure{Err: clienttest.Lost(), After: done})
		if ds := applied(t, target, desired("a"), backends.Done); len(ds) > 0 {
			t.Errorf("done %t: %v", done, ds)
		}
		if got := back(t, target, 1); got != "a from 1" {
			t.Error(got)
		}
	}
	api := clienttest.New("shop-dev")
	target := onServer(api)
	applied(t, target, desired("a"), backends.Done)
	content := api.Names(configMaps, "shop-dev")[1]
	api.Edit(configMaps, "shop-dev", content, func(o map[string]any) { o["binaryData"] = map[string]any{"content": "H4sIAAAA"} })
	_, err := target.Revision(t.Context(), 1)
	wantFault(t, err, diag.RevisionGone, "revision 1 can't be read back", content)
	applied(t, target, desired("a"), backends.Done)
	if got := back(t, target, 2); got != "a from 2" {
		t.Error(got)
	}
	api.Remove(configMaps, "shop-dev", content)
	_, err = target.Revision(t.Context(), 2)
	wantFault(t, err, diag.RevisionGone, content+" is gone")
	applied(t, target, desired("a"), backends.Done)
	if got := back(t, target, 1); got != "a from 1" {
		t.Error(got)
	}
}

const secret = `apiVersion: v1
kind: Secret
metadata: {name: key, namespace: shop-dev}
data: {token: aHVudGVyMg==}
stringData: {other: hunter3}
`

func TestARevisionHoldsNoValueOfASecretAndGoesBackWithTheLiveOne(t *testing.T) {
	docs, _ := parse("key.yaml", []byte(secret))
	for name, artifact := range map[string]backends.Artifact{"compiled": {Path: "key.yaml", Docs: docs}, "saved": {Path: "key.yaml", Data: []byte(secret)}} {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		d := desired("a")
		d.Artifacts = append(d.Artifacts, artifact)
		applied(t, target, d, backends.Done)
		p, err := target.readParent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kept, _ := target.stored(t.Context(), p.Revisions[0].Content)
		c, err := set.Unpack(kept.Packed)
		if err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprintf("%s", c); strings.Contains(text, "aHVudGVy") || strings.Contains(text, "hunter") {
			t.Errorf("%s: a value is recorded: %s", name, text)
		}
		_, err = target.Revision(t.Context(), 1)
		wantFault(t, err, diag.RevisionGone, "Secret/key", "no values are recorded", "check out the commit")
		if d, gone, err := target.heldBy(t.Context(), p.Revisions[0]); err != nil || len(gone) != 1 || len(d.Objects) != 2 {
			t.Errorf("%s: %v, %v, %v", name, d, gone, err)
		}
		api.Put(`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"shop-dev"},"data":{"token":"bmV3","other":"bmV3Mg==","foreign":"eA=="}}`)
		back, err := target.Revision(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range back.Objects {
			if o.Address.Name == "key" && !tree.Equal(o.Tree.Get("data"), tree.NewMap(tree.F("token", tree.NewString("bmV3")), tree.F("other", tree.NewString("bmV3Mg==")))) {
				t.Errorf("%s: the Secret has %v", name, o.Tree.Get("data"))
			}
		}
		applied(t, target, back, backends.Done)
		if p, _ = target.readParent(t.Context()); p.Revisions[1].Content != p.Revisions[0].Content {
			t.Errorf("%s: what was gone back to is another content", name)
		}
	}
}

func TestWhoAppliesIsWhoTheClusterSays(t *testing.T) {
	api, target, p := withParent(t)
	if _, err := target.record(t.Context(), p, desired("a")); err != nil || p.Revisions[0].By != "alice@example.com" {
		t.Errorf("%+v, %v", p.Revisions, err)
	}
	api.Fail = at(1, "create", reviewType.Name, clienttest.Failure{Err: clienttest.Answered(404, "NotFound", "the server could not find the requested resource")})
	if _, err := target.record(t.Context(), p, desired("b")); err != nil || p.Revisions[1].By != "clienttest-user" {
		t.Errorf("%+v, %v", p.Revisions, err)
	}
}
