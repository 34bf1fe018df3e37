package route_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"espc.dev/schema/route"
)

func TestMostSpecificPathComesFirstWhateverTheOrderWritten(t *testing.T) {
	want := []string{
		"/",
		"/cars",
		"/cars/new",
		"/cars/new/{page}",
		"/cars/new/*", // before /cars/{id}/parts: the first segment that differs is a literal
		"/cars/{id}",
		"/cars/{id}/parts",
		"/cars/{id}/{part}",
		"/cars/{id}/*",
		"/cars/*",
		"/{any}",
		"/*",
	}
	for seed := range uint64(20) {
		got := slices.Clone(want)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, func(a, b string) int { return route.ComparePaths(route.Parse(a), route.Parse(b)) })
		if !slices.Equal(got, want) {
			t.Fatalf("got %q\nwant %q", got, want)
		}
	}
}

func TestParametersAreAlikeWhateverTheirNames(t *testing.T) {
	if route.ComparePaths(route.Parse("/a/{x}/*"), route.Parse("/a/{y}/*")) != 0 {
		t.Error("the name of a parameter counts")
	}
}

func TestPathsArePrintedAsWritten(t *testing.T) {
	for _, path := range []string{"/", "/*", "/cars", "/cars/{id}", "/a/{b-c}/*", "/a%20b/{x}/c.d"} {
		if got := route.Parse(path).String(); got != path {
			t.Errorf("%s is printed as %s", path, got)
		}
	}
	if got := route.Parse("/a/{b}/*").Format(func(name string) string { return ":" + name }); got != "/a/:b/*" {
		t.Errorf("in another form it is %s", got)
	}
}

func TestHostsComeBeforePathsAndNamesBeforeWildcards(t *testing.T) {
	hosts := []string{"*", "*.example.com", "*.a.example.com", "b.example.com", "a.example.com"}
	slices.SortFunc(hosts, route.CompareHosts)
	if want := []string{"a.example.com", "b.example.com", "*.a.example.com", "*.example.com", "*"}; !slices.Equal(hosts, want) {
		t.Errorf("hosts are ordered %q", hosts)
	}
	if route.Compare("*", route.Parse("/cars"), "a.example.com", route.Parse("/*")) <= 0 {
		t.Error("a path of any host comes before a named host")
	}
}
