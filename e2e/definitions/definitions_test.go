package definitions

import (
	"strings"
	"testing"
)

func TestEachSourceGivesTheKindsThatItNames(t *testing.T) {
	documents, err := All()
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, document := range documents {
		got = append(got, defines(document.Object))
	}
	for _, source := range Sources {
		want = append(want, source.Kinds...)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAKindThatTheModuleDoesNotDefineIsAnError(t *testing.T) {
	source := Sources[0]
	source.Kinds = []string{"Service", "Servlet"}
	if _, err := source.read(); err == nil || !strings.Contains(err.Error(), "defines no Servlet") {
		t.Errorf("got %v", err)
	}
}
