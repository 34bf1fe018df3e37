package set

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"espc.dev/backends"
)

func shop() *Parent {
	return &Parent{
		Name: Name("shop"), Namespace: "shop-dev", UID: "1", ResourceVersion: "7", Topology: "shop", Environment: "dev",
		Members: []Member{
			{Type: "v1/Service", Namespace: "shop-dev", Name: "cart", UID: "s"},
			{Type: "apps/v1/Deployment", Namespace: "shop-dev", Name: "cart"},
			{Type: "v1/Namespace", Name: "shop-dev", UID: "n"},
			{Type: "external-secrets.io/v1/ExternalSecret", Namespace: "other", Name: "key", UID: "e"},
		},
		Revisions: []Record{
			{Number: 3, Digest: digest([]byte("a")), Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), By: "alice", Phase: backends.Done, Content: ContentName("espc-shop", digest([]byte("a")))},
			{Number: 4, Digest: digest([]byte("b")), Time: time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC), By: "bob", From: 2, Phase: backends.Running},
		},
	}
}

func mustJSON(t *testing.T, p *Parent) []byte {
	t.Helper()
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAParentComesBackAsItWasWritten(t *testing.T) {
	p := shop()
	data := mustJSON(t, p)
	got, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Same(p) || !reflect.DeepEqual(got.Revisions, p.Revisions) || got.UID != "1" || got.ResourceVersion != "7" || got.Name != "espc-shop" || got.Namespace != "shop-dev" {
		t.Errorf("got %+v", got)
	}
	if !reflect.DeepEqual(got.Members, normal(p.Members)) {
		t.Errorf("members %+v", got.Members)
	}
	again, err := got.JSON()
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("written again it is %s, was %s, %v", again, data, err)
	}
	slices.Reverse(p.Members)
	if !bytes.Equal(mustJSON(t, p), data) {
		t.Error("the order of the members shows in the ConfigMap")
	}
	p.Members[0].UID = "another"
	if got.Same(p) {
		t.Error("a member of another uid is the same")
	}
}

func TestAParentIsLabelledAsKEP3659Says(t *testing.T) {
	var o struct {
		Metadata struct{ Labels, Annotations map[string]string }
	}
	if err := json.Unmarshal(mustJSON(t, shop()), &o); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		// printf espc-shop.shop-dev.ConfigMap. | openssl dgst -sha256 -binary | basenc --base64url | tr -d =
		"applyset.kubernetes.io/id": "applyset-wIRQfyEbAK60VzUzVAw4xRV84MdpOmroNK_nl3tZ9Ow-v1", "app.kubernetes.io/managed-by": "espc", "app.kubernetes.io/part-of": "shop",
	}
	if !reflect.DeepEqual(o.Metadata.Labels, want) {
		t.Errorf("labels %v", o.Metadata.Labels)
	}
	want = map[string]string{
		"applyset.kubernetes.io/tooling": "espc/v1", "applyset.kubernetes.io/contains-group-kinds": "Deployment.apps,ExternalSecret.external-secrets.io,Namespace,Service",
		"applyset.kubernetes.io/additional-namespaces": "other", "espc.dev/environment": "dev",
	}
	if !reflect.DeepEqual(o.Metadata.Annotations, want) {
		t.Errorf("annotations %v", o.Metadata.Annotations)
	}
}

func TestKindsAndNamespacesCoverMembersAndWhatWasThere(t *testing.T) {
	p := shop()
	p.Kinds, p.Namespaces = []string{"Job.batch", "Service"}, []string{"third", "shop-dev"}
	got, err := Parse(mustJSON(t, p))
	if err != nil || !slices.Equal(got.Kinds, []string{"Deployment.apps", "ExternalSecret.external-secrets.io", "Job.batch", "Namespace", "Service"}) || !slices.Equal(got.Namespaces, []string{"other", "third"}) {
		t.Errorf("%v, %v, %v", got.Kinds, got.Namespaces, err)
	}
}

func TestWhatOthersPutOnAParentStays(t *testing.T) {
	p, err := Parse(edited(t, func(o map[string]any) {
		m := o["metadata"].(map[string]any)
		m["labels"].(map[string]any)["team"] = "checkout"
		m["annotations"].(map[string]any)["backup"] = "yes"
		m["finalizers"] = []string{"example.com/a"}
		m["managedFields"] = []any{map[string]any{"manager": "x", "time": "2026-01-01T00:00:00Z"}}
		o["data"].(map[string]any)["later"] = "key"
	}))
	if err != nil {
		t.Fatal(err)
	}
	p.Members = p.Members[:1]
	text := string(mustJSON(t, p))
	for _, want := range []string{`"team":"checkout"`, `"backup":"yes"`, `"example.com/a"`, `"later":"key"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is lost in %s", want, text)
		}
	}
	if strings.Contains(text, "managedFields") {
		t.Errorf("managedFields are sent: %s", text)
	}
}

// edited is the shop's parent after somebody's edit.
func edited(t *testing.T, edit func(o map[string]any)) []byte {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(mustJSON(t, shop()), &o); err != nil {
		t.Fatal(err)
	}
	edit(o)
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAParentThatIsNotSurelyOursIsRefused(t *testing.T) {
	labels := func(o map[string]any) map[string]any {
		return o["metadata"].(map[string]any)["labels"].(map[string]any)
	}
	annotations := func(o map[string]any) map[string]any {
		return o["metadata"].(map[string]any)["annotations"].(map[string]any)
	}
	inventory := func(data []byte) func(o map[string]any) {
		return func(o map[string]any) { o["binaryData"] = map[string]any{"inventory": data} }
	}
	revisions := func(s string) func(o map[string]any) {
		return func(o map[string]any) { o["data"] = map[string]any{"revisions": s} }
	}
	packed := func(s string) []byte { return deflate([]byte(s)) }
	good := packed(`{"format_version":"1","members":[]}`)
	d := digest([]byte("a"))
	for name, c := range map[string]struct {
		edit func(o map[string]any)
		want string
	}{
		"another tool's":              {func(o map[string]any) { annotations(o)[AnnotationTooling] = "kubectl/v1.36.0" }, `foreign: it belongs to the tool "kubectl/v1.36.0"`},
		"a tool with our name in its": {func(o map[string]any) { annotations(o)[AnnotationTooling] = "espc/fork/v1" }, `foreign: it belongs to the tool "espc/fork/v1"`},
		"a tool without a version":    {func(o map[string]any) { annotations(o)[AnnotationTooling] = "espc" }, `later: its format is "espc"`},
		"a later version":             {func(o map[string]any) { annotations(o)[AnnotationTooling] = "espc/v2" }, `later: its format is "espc/v2"`},
		"no tool":                     {func(o map[string]any) { delete(annotations(o), AnnotationTooling) }, "unreadable: its annotation applyset.kubernetes.io/tooling is missing"},
		"no id":                       {func(o map[string]any) { delete(labels(o), LabelID) }, "unreadable: its label applyset.kubernetes.io/id is missing"},
		"another id":                  {func(o map[string]any) { labels(o)[LabelID] = ID("espc-shop", "prod") }, "unreadable: its label applyset.kubernetes.io/id is that of another set"},
		"no topology":                 {func(o map[string]any) { delete(labels(o), LabelTopology) }, "unreadable: its label app.kubernetes.io/part-of is missing"},
		"somebody's ConfigMap": {func(o map[string]any) {
			o["metadata"] = map[string]any{"name": "espc-shop", "namespace": "shop-dev"}
			o["binaryData"] = nil
		}, "foreign: it is no record"},
		"no inventory":                     {func(o map[string]any) { o["binaryData"] = nil }, "unreadable: its inventory can't be read: it is no gzip"},
		"an empty inventory":               {inventory([]byte{}), "unreadable: its inventory can't be read: it is no gzip"},
		"garbage":                          {inventory([]byte("garbage garbage")), "unreadable: its inventory can't be read: it is no gzip"},
		"a cut inventory":                  {inventory(good[:len(good)-3]), "unreadable: its inventory can't be read: it is cut or damaged"},
		"a cut header":                     {inventory(good[:5]), "unreadable: its inventory can't be read: it is no gzip"},
		"a flipped bit":                    {inventory(flipped(good)), "unreadable: its inventory can't be read"},
		"something after the inventory":    {inventory(append(slices.Clone(good), 0)), "unreadable: its inventory can't be read: something follows it"},
		"two inventories":                  {inventory(append(slices.Clone(good), good...)), "unreadable: its inventory can't be read: something follows it"},
		"a bomb":                           {inventory(bomb()), "unreadable: its inventory can't be read: it is larger than anything espc writes"},
		"no JSON in it":                    {inventory(packed("members: []")), "unreadable: its inventory can't be read: what it holds is no JSON"},
		"another JSON in it":               {inventory(packed(`{"format_version":1}`)), "unreadable: its inventory can't be read: what it holds is no JSON"},
		"a later inventory":                {inventory(packed(`{"format_version":"2","members":[]}`)), `unreadable: its inventory can't be read: it has the format version "2"`},
		"a member without a name":          {inventory(packed(`{"format_version":"1","members":[{"type":"v1/Service"}]}`)), "unreadable: its inventory can't be read: a member has no type or no name"},
		"a member twice":                   {inventory(packed(`{"format_version":"1","members":[{"type":"v1/Service","name":"a","uid":"1"},{"type":"v1/Service","name":"a","uid":"2"}]}`)), "unreadable: its inventory can't be read: it names an object twice"},
		"no revisions":                     {func(o map[string]any) { delete(o, "data") }, "unreadable: its list of revisions can't be read: it is no JSON"},
		"revisions that are no JSON":       {revisions("[{]"), "unreadable: its list of revisions can't be read: it is no JSON"},
		"a revision without a number":      {revisions(`[{"digest":"` + d + `","phase":"done"}]`), "unreadable: its list of revisions can't be read: revision 0 is out of order"},
		"a revision twice":                 {revisions(`[{"number":1,"digest":"` + d + `","phase":"done"},{"number":1,"digest":"` + d + `","phase":"done"}]`), "unreadable: its list of revisions can't be read: revision 1 is out of order"},
		"a revision without a digest":      {revisions(`[{"number":1,"digest":"sha256:12","phase":"done"}]`), "unreadable: its list of revisions can't be read: revision 1 has no digest"},
		"a revision with another's name":   {revisions(`[{"number":1,"digest":"` + d + `","phase":"done","content":"kube-root-ca.crt"}]`), "unreadable: its list of revisions can't be read: revision 1 names a content that is not its own"},
		"a revision in an unknown phase":   {revisions(`[{"number":1,"digest":"` + d + `","phase":"half"}]`), `unreadable: its list of revisions can't be read: revision 1 has the phase "half"`},
		"a ConfigMap of another namespace": {func(o map[string]any) { o["metadata"].(map[string]any)["namespace"] = "prod" }, "unreadable: its label applyset.kubernetes.io/id is that of another set"},
	} {
		_, err := Parse(edited(t, c.edit))
		if got := kindOf(err); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	for _, text := range []string{"", "null", "{}", "[]", `{"metadata":3}`, `{"metadata":{"name":"x"}}`} {
		if _, err := Parse([]byte(text)); !strings.HasPrefix(kindOf(err), "unreadable: the answer is no ConfigMap") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func kindOf(err error) string {
	var f *Foreign
	var u *Unreadable
	switch {
	case errors.As(err, &f):
		return "foreign: " + err.Error()
	case errors.As(err, &u) && u.Later:
		return "later: " + err.Error()
	case errors.As(err, &u):
		return "unreadable: " + err.Error()
	}
	return fmt.Sprint(err)
}

func flipped(data []byte) []byte {
	out := slices.Clone(data)
	out[len(out)/2] ^= 0x10
	return out
}

// bomb is a gzip of nothing but zeros, a little more than is read.
func bomb() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range maxInflated>>20 + 1 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	return b.Bytes()
}

func TestFiveThousandMembersFitIntoAConfigMapWithRoom(t *testing.T) {
	p := shop()
	p.Members = nil
	for i := range 5000 {
		// The worst uids are random ones, which is what they are.
		p.Members = append(p.Members, Member{Type: "apps/v1/Deployment", Namespace: "shop-dev", Name: fmt.Sprintf("shop-function-%d", i), UID: randomUID(i)})
	}
	data := mustJSON(t, p)
	if len(data) > 400_000 {
		t.Errorf("5,000 members take %d bytes of JSON", len(data))
	}
	got, err := Parse(data)
	if err != nil || len(got.Members) != 5000 {
		t.Fatal(err)
	}
	for i := range 60_000 {
		p.Members = append(p.Members, Member{Type: "v1/Service", Name: fmt.Sprint("s", i), UID: randomUID(i + 5000)})
	}
	var large *TooLarge
	if _, err := p.JSON(); !errors.As(err, &large) || large.Size <= MaxSize {
		t.Errorf("65,000 members: %v", err)
	}
}

func randomUID(i int) string {
	h := strings.TrimPrefix(digest([]byte(fmt.Sprint(i))), digestPrefix)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:32]
}

func TestOfTwoMembersWithOneAddressTheOneWithAUIDStays(t *testing.T) {
	m := func(uid string) Member { return Member{Type: "v1/Service", Name: "a", UID: uid} }
	for want, in := range map[string][]Member{"": {m(""), m("")}, "1": {m("1"), m("")}, "2": {m(""), m("2")}, "3": {m("2"), m("3")}} {
		if got := normal(in); len(got) != 1 || got[0].UID != want {
			t.Errorf("%v became %v", in, got)
		}
	}
}

func TestAnEditIsMovedOntoAParentOnlyIfTheSetIsTheSame(t *testing.T) {
	p, _ := Parse(mustJSON(t, shop()))
	labelled, _ := Parse(edited(t, func(o map[string]any) {
		o["metadata"].(map[string]any)["resourceVersion"] = "8"
		o["metadata"].(map[string]any)["labels"].(map[string]any)["team"] = "checkout"
	}))
	other := shop()
	other.Members, other.ResourceVersion = other.Members[1:], "9"
	narrowed, _ := Parse(mustJSON(t, other))
	recreated, _ := Parse(edited(t, func(o map[string]any) { o["metadata"].(map[string]any)["uid"] = "2" }))
	p.Members = append(p.Members, Member{Type: "v1/Service", Name: "new"})
	if p.Rebase(narrowed) || p.Rebase(recreated) || p.ResourceVersion != "7" {
		t.Error("an edit was moved onto another set")
	}
	if !p.Rebase(labelled) || p.ResourceVersion != "8" || !strings.Contains(string(mustJSON(t, p)), `"team":"checkout"`) {
		t.Error("an edit was not moved over a label")
	}
	if shop().Rebase(labelled) {
		t.Error("a parent that was never read was moved")
	}
}

func TestARevisionWithoutATimeHasThatOfTheWrite(t *testing.T) {
	p, err := Parse(edited(t, func(o map[string]any) {
		o["data"] = map[string]any{"revisions": `[{"number":1,"digest":"` + digest(nil) + `","by":"alice","phase":"running"}]`}
		m := o["metadata"].(map[string]any)
		m["creationTimestamp"] = "2026-05-01T00:00:00Z"
		m["managedFields"] = []any{
			map[string]any{"manager": "espc", "time": "2026-05-02T00:00:00Z"}, map[string]any{"manager": "espc", "time": "2026-05-03T00:00:00Z"},
			map[string]any{"manager": "kubectl-edit", "time": "2026-05-04T00:00:00Z"},
		}
	}))
	if err != nil || !p.Revisions[0].Time.Equal(time.Date(2026, 5, 3, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", p, err)
	}
}
