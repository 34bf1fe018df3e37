package kubernetes

import (
	"strconv"
	"strings"
	"testing"

	"espc.dev/backends"
)

// serviceOf returns the Knative Service among objects.
func serviceOf(objects []backends.Object) *backends.Object { return &objects[knatives(objects)[0].at] }

func TestAPlanSaysWhatBecomesOfTheRequests(t *testing.T) {
	rendered := func(code string, canary int) []backends.Object { o, _ := revisionOf(t, code, canary); return o }
	one := Backend{}.Carry(rendered("one", 10), nil)
	two := Backend{}.Carry(rendered("two", 10), one)
	half := Backend{}.Carry(rendered("two", 50), two)
	three := Backend{}.Carry(rendered("three", 10), two)
	straight := Backend{}.Carry(rendered("three", 0), two)
	name := func(objects []backends.Object) string { return knatives(objects)[0].revision }
	a, b, c := name(one), name(two), name(three)
	ends := []string{a, b}
	if b < a {
		ends = []string{b, a}
	}
	for i, x := range []struct {
		before, after []backends.Object
		want          string
	}{
		{one, two, "a new revision, B, gets 10 % of the requests; A keeps 90 %"},
		{two, half, "the revision B gets 50 % of the requests instead of 10 %; A gets 50 % instead of 90 %"},
		{two, three, "a new revision, C, gets 10 % of the requests; A keeps 90 %; B gets none any more"},
		{three, two, "back to the revision B, which gets 10 % of the requests; A keeps 90 %; C gets none any more"},
		{straight, two, "back to the revision B, which gets 10 % of the requests; A gets 90 %; C gets none any more"},
		{two, straight, "a new revision, C, gets all requests; " + ends[0] + " and " + ends[1] + " get none any more"},
		{two, two, ""},
	} {
		want := strings.NewReplacer("A ", a+" ", "B ", b+" ", "B,", b+",", "C ", c+" ", "C,", c+",").Replace(x.want)
		equal(t, strconv.Itoa(i), Backend{}.Effect(serviceOf(x.before), serviceOf(x.after)), want)
	}
}
