package kills

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	partOf    = "applyset.kubernetes.io/part-of"
	contentOf = "espc.dev/content-of"
)

// setID is KEP-3659's id of a set, by its own words.
func setID(parent, namespace string) string {
	sum := sha256.Sum256([]byte(parent + "." + namespace + ".ConfigMap."))
	return "applyset-" + base64.RawURLEncoding.EncodeToString(sum[:]) + "-v1"
}

// state is what the cluster has of the shop, read without espc.
type state struct {
	// members are the uids of what espc applied, by name.
	members map[object]string
	// parent is the set's record, nil for none; inventory what it lists, with "" for what is pending.
	parent    *unstructured.Unstructured
	inventory map[object]string
	revisions []revision
	// contents are the names of the ConfigMaps that keep what revisions held.
	contents []string
	lease    *unstructured.Unstructured
	problems []string
	// all is what is in the namespace.
	all []item
}

type revision struct {
	Number  int    `json:"number"`
	Digest  string `json:"digest"`
	Phase   string `json:"phase"`
	Content string `json:"content"`
}

func (s *state) problem(format string, args ...any) {
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

// read reads the state.
func (r *rig) read() *state {
	r.t.Helper()
	s := &state{members: map[object]string{}, inventory: map[object]string{}, all: r.list(r.namespace)}
	id := setID("espc-shop", r.namespace)
	for _, o := range s.all {
		switch {
		case o.stranger():
		case o.at.kind == "ConfigMap" && o.at.name == "espc-shop":
			s.parent = r.cluster.Get(r.t, "v1", "ConfigMap", r.namespace, o.Name)
		case o.at.kind == "Lease" && o.at.name == "espc-shop":
			s.lease = r.cluster.Get(r.t, o.at.version, "Lease", r.namespace, o.Name)
		case o.at.kind == "ConfigMap" && o.Labels[contentOf] == id:
			s.contents = append(s.contents, o.Name)
		case o.Labels[partOf] == id || o.applied():
			s.members[o.at] = string(o.UID)
		}
	}
	if space := r.cluster.Get(r.t, "v1", "Namespace", "", r.namespace); space != nil && space.GetLabels()[partOf] == id {
		s.members[object{"v1", "Namespace", r.namespace}] = string(space.GetUID())
	}
	s.decode()
	return s
}

// decode reads the set's record.
func (s *state) decode() {
	if s.parent == nil {
		return
	}
	text, _, _ := unstructured.NestedString(s.parent.Object, "data", "revisions")
	if err := json.Unmarshal([]byte(text), &s.revisions); err != nil {
		s.problem("the revisions can't be read: %v", err)
	}
	packed, _, _ := unstructured.NestedString(s.parent.Object, "binaryData", "inventory")
	raw, err := base64.StdEncoding.DecodeString(packed)
	var inventory struct {
		Members []struct{ Type, Name, UID string } `json:"members"`
	}
	if err == nil {
		var unzipped *gzip.Reader
		if unzipped, err = gzip.NewReader(bytes.NewReader(raw)); err == nil {
			err = json.NewDecoder(unzipped).Decode(&inventory)
		}
	}
	if err != nil {
		s.problem("the inventory can't be read: %v", err)
	}
	for _, m := range inventory.Members {
		i := strings.LastIndex(m.Type, "/")
		at := object{m.Type[:i], m.Type[i+1:], m.Name}
		if _, twice := s.inventory[at]; twice {
			s.problem("the inventory lists %s twice", at)
		}
		s.inventory[at] = m.UID
	}
}

// done returns the newest revision that was applied whole, the zero value for none.
func (s *state) done() revision {
	for i := len(s.revisions) - 1; i >= 0; i-- {
		if s.revisions[i].Phase == "done" {
			return s.revisions[i]
		}
	}
	return revision{}
}

var holderPID = regexp.MustCompile(`, pid (\d+),`)

// held reports whether a process that lives holds the lock.
func (s *state) held() bool {
	if s.lease == nil {
		return false
	}
	holder, _, _ := unstructured.NestedString(s.lease.Object, "spec", "holderIdentity")
	m := holderPID.FindStringSubmatch(holder)
	if holder == "" || m == nil {
		return holder != ""
	}
	cmdline, err := os.ReadFile("/proc/" + m[1] + "/cmdline")
	return err == nil && strings.Contains(string(cmdline), "espc")
}
