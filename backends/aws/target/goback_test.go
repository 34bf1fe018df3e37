package target

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

func TestARollbackAfterARollbackGoesOneFurtherBack(t *testing.T) {
	done := func(number int, digest string, from int) backends.Revision {
		return backends.Revision{Number: number, Digest: digest, From: from, Phase: backends.Done}
	}
	current := func(r backends.Revision) backends.Revision { r.Current = true; return r }
	failed := done(2, "b", 0)
	failed.Phase = backends.Failed
	for name, c := range map[string]struct {
		history []backends.Revision
		want    int
	}{
		"the one before":                    {[]backends.Revision{current(done(2, "b", 0)), done(1, "a", 0)}, 1},
		"one with the same content is none": {[]backends.Revision{current(done(3, "b", 0)), done(2, "b", 0), done(1, "a", 0)}, 1},
		"one that failed is none":           {[]backends.Revision{current(done(3, "c", 0)), failed, done(1, "a", 0)}, 1},
		"before the one gone back to":       {[]backends.Revision{current(done(4, "b", 2)), done(3, "c", 0), done(2, "b", 0), done(1, "a", 0)}, 1},
		"nothing is before the first":       {[]backends.Revision{current(done(3, "a", 1)), done(2, "b", 0), done(1, "a", 0)}, 0},
		"a stack that is gone":              {[]backends.Revision{done(2, "b", 0), done(1, "a", 0)}, 2},
	} {
		if got, _ := before(c.history); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

func TestARevisionThatFailedIsForLookingAtAndNamesThoseThatCanBeGoneBackTo(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, queue))
	apply(t, target, desired(t, queueNext))
	two, err := target.record(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	failed := *two
	failed.Number, failed.Phase, failed.Digest = 3, backends.Failed, "sha256:0"
	if err := target.write(t.Context(), &failed, true); err != nil {
		t.Fatal(err)
	}
	looked, err := target.Revision(t.Context(), 3)
	if err != nil || looked.Failed == nil || len(looked.Objects) == 0 {
		t.Fatalf("of a revision that failed: %v, %+v", err, looked)
	}
	wantFault(t, looked.Failed, diag.NoRevision, "revision 3 failed", "espc rollback shop -e dev --to N: 1")
	for _, number := range []int{0, 1} {
		if d, err := target.Revision(t.Context(), number); err != nil || d.From != 1 {
			t.Errorf("revision %d: from %d, %v", number, d.From, err)
		}
	}
	back, err := target.Revision(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, target, back)
	_, err = target.Revision(t.Context(), 0)
	wantFault(t, err, diag.NoRevision, "the current revision went back to 1, and there is none before that", "--to N: 2, 1")
}

func TestAStackThatIsGoneIsDriftUnlessItWasDestroyedOrNeverThere(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	_, err := target.Drift(t.Context(), backends.Options{})
	wantFault(t, err, diag.NothingDeployed, "nothing is deployed", "espc apply shop -e dev")
	apply(t, target, desired(t, queue))
	s, err := target.describe(t.Context(), "drift", target.Stack)
	if err != nil || target.delete(t.Context(), s) != nil {
		t.Fatal("the stack can't be deleted", err)
	}
	drift, err := target.Drift(t.Context(), backends.Options{})
	if err != nil || len(drift) != 1 || !drift[0].Deleted || drift[0].Address.Name != target.Stack {
		t.Errorf("somebody deleted the stack, and the drift is %+v, %v", drift, err)
	}
	apply(t, target, desired(t, queue))
	if _, err := target.Destroy(t.Context(), backends.Options{}); err != nil {
		t.Fatal(err)
	}
	_, err = target.Drift(t.Context(), backends.Options{})
	wantFault(t, err, diag.NothingDeployed)
}

func TestAPlanThatWasAppliedBeforeLeavesNothingToDo(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	d := planned(t, target, desired(t, queue))
	p, err := target.Prepare(t.Context(), d, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.Prepared = p.ID
	for _, again := range []bool{false, true} {
		r, err := target.Apply(t.Context(), d, backends.Options{})
		if err != nil || r.Already != again || r.Revision != 1 {
			t.Errorf("again %t: already %t, revision %d, %v", again, r.Already, r.Revision, err)
		}
	}
}

func TestAProfileThatDoesNotExistIsNamed(t *testing.T) {
	environ(t, "http://127.0.0.1:1")
	t.Setenv("AWS_PROFILE", "nope")
	_, err := New(t.Context(), Config{Stack: "shop", Backend: templates{}, Args: "shop -e dev", Pace: fast})
	wantFault(t, err, diag.StackCredentials, `there is no AWS profile "nope"`, "AWS_PROFILE")
	if _, text := faultOf(err); strings.Contains(text, "network") {
		t.Errorf("it sends people to check the network: %s", text)
	}
}
