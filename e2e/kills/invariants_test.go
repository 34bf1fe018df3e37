package kills

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// counts are of what must never be; a sweep reports them.
type counts struct{ lost, twice, left, foreign, other int }

func (c *counts) add(d counts) {
	c.lost, c.twice, c.left, c.foreign, c.other = c.lost+d.lost, c.twice+d.twice, c.left+d.left, c.foreign+d.foreign, c.other+d.other
}

func (c counts) String() string {
	return fmt.Sprintf("%d lost, %d made twice, %d left over, %d of others touched, %d other faults", c.lost, c.twice, c.left, c.foreign, c.other)
}

// verdict is what was found wrong.
type verdict struct {
	counts
	problems []string
}

func (v *verdict) say(count *int, format string, args ...any) {
	*count++
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// halfway judges what a killed run left: all that is there is listed, so that the next run can find it, and the history does not
// claim what is not so. before is how it was when the run began.
func (r *rig) halfway(before *state) *verdict {
	r.t.Helper()
	v, s := &verdict{}, r.read()
	for _, p := range s.problems {
		v.say(&v.other, "%s", p)
	}
	for at := range s.members {
		if _, listed := s.inventory[at]; !listed && at.kind != "Namespace" {
			v.say(&v.lost, "%s is there and in no inventory", at)
		}
	}
	if last := s.done(); last.Number > before.done().Number {
		version := slices.Index(r.digests, last.Digest)
		if version < 0 {
			version = r.learn(last.Digest, s)
		}
		if version < 0 || !r.holds(s, version) {
			v.say(&v.other, "revision %d says that it is done, and it is not", last.Number)
		}
	}
	return v
}

// learn finds out which version a digest is that was not seen before: the one that is there whole.
func (r *rig) learn(digest string, s *state) int {
	for version := range r.wants {
		if r.digests[version] == "" && r.holds(s, version) {
			r.digests[version] = digest
			return version
		}
	}
	return -1
}

// holds reports whether just the objects of a version are there.
func (r *rig) holds(s *state, version int) bool {
	return maps.EqualFunc(s.members, r.want(version), func(string, bool) bool { return true })
}

// want is what is to be there with a version.
func (r *rig) want(version int) map[object]bool {
	want := maps.Clone(r.wants[version])
	maps.DeleteFunc(want, func(o object, _ bool) bool { return o.kind == "Namespace" })
	if r.own {
		want[object{"v1", "Namespace", r.namespace}] = true
	}
	return want
}

// whole judges whether the cluster holds a version and nothing else, and says so of itself.
func (r *rig) whole(version int) *verdict {
	r.t.Helper()
	v, s := &verdict{}, r.read()
	for _, p := range s.problems {
		v.say(&v.other, "%s", p)
	}
	want := r.want(version)
	for at := range want {
		if s.members[at] == "" {
			v.say(&v.lost, "%s is not there", at)
		}
	}
	for at, uid := range s.members {
		switch {
		case !want[at]:
			v.say(&v.left, "%s is there, and not wanted", at)
		case s.inventory[at] != uid:
			v.say(&v.other, "%s has the uid %s, and the inventory says %q", at, uid, s.inventory[at])
		}
	}
	for at := range s.inventory {
		if _, there := s.members[at]; !there {
			v.say(&v.other, "%s is in the inventory, and not there", at)
		}
	}
	r.recorded(v, s, version)
	r.untouched(v, s)
	if got := r.espc(r.dirs[version], "plan", "--detailed-exitcode"); got.Code != 0 {
		v.say(&v.other, "the plan is not empty: exit %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	return v
}

// recorded judges the set's record, its contents and its lock.
func (r *rig) recorded(v *verdict, s *state, version int) {
	r.t.Helper()
	if len(s.revisions) == 0 {
		v.say(&v.other, "there is no revision")
		return
	}
	last := s.revisions[len(s.revisions)-1]
	if r.digests[version] == "" {
		r.digests[version] = last.Digest
	}
	if last.Phase != "done" || last.Digest != r.digests[version] {
		v.say(&v.other, "the newest revision, %d, is %s, of %s", last.Number, last.Phase, last.Digest)
	}
	named := map[string]bool{}
	for i, one := range s.revisions {
		if named[one.Content] = true; i > 0 && one.Number <= s.revisions[i-1].Number {
			v.say(&v.twice, "revision %d comes after %d", one.Number, s.revisions[i-1].Number)
		}
		if one.Phase == "running" {
			v.say(&v.other, "revision %d is still running", one.Number)
		}
		if !slices.Contains(s.contents, one.Content) {
			v.say(&v.lost, "the content of revision %d is gone", one.Number)
		}
	}
	for _, name := range s.contents {
		if !named[name] {
			v.say(&v.left, "the content %s belongs to no revision", name)
		}
	}
	if s.held() {
		v.say(&v.other, "the lock is held")
	}
	r.told(v, s, version)
}

// told judges what espc history says.
func (r *rig) told(v *verdict, s *state, version int) {
	r.t.Helper()
	var history struct {
		Targets []struct {
			Revisions []struct {
				Number  int  `json:"number"`
				Current bool `json:"current"`
			} `json:"revisions"`
		} `json:"targets"`
	}
	got := r.espc(r.dirs[version], "history", "-o", "json")
	if err := json.Unmarshal([]byte(got.Stdout), &history); err != nil || len(history.Targets) != 1 || len(history.Targets[0].Revisions) != len(s.revisions) {
		v.say(&v.other, "history: %v, exit %d\n%s%s", err, got.Code, got.Stdout, got.Stderr)
		return
	}
	for i, one := range history.Targets[0].Revisions {
		if one.Current != (i == 0) {
			v.say(&v.other, "history calls revision %d current: %t", one.Number, one.Current)
		}
	}
}

// nothing judges whether all of the shop is gone.
func (r *rig) nothing() *verdict {
	r.t.Helper()
	v, s := &verdict{}, r.read()
	for at := range s.members {
		v.say(&v.left, "%s is there", at)
	}
	for _, name := range s.contents {
		v.say(&v.left, "the content %s is there", name)
	}
	if s.parent != nil {
		v.say(&v.left, "the record is there")
	}
	if s.lease != nil {
		v.say(&v.left, "the lock is there")
	}
	r.untouched(v, s)
	return v
}

// untouched judges whether what belongs to others is as it was.
func (r *rig) untouched(v *verdict, s *state) {
	r.t.Helper()
	now := r.others(s.all)
	for at, was := range r.foreign {
		if now[at] != was {
			v.say(&v.foreign, "%s of others was %q and is %q", at, was, now[at])
		}
	}
	for at := range now {
		if r.foreign[at] == "" {
			v.say(&v.foreign, "%s came to others", at)
		}
	}
}
