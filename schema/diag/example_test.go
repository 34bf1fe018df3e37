package diag

import (
	"slices"
	"testing"
)

func TestAnExampleIsOneFileOrSeveral(t *testing.T) {
	tests := []struct {
		example string
		want    []ExampleFile
		words   bool
	}{
		{"a = 1\n", []ExampleFile{{"", "a = 1\n"}}, false},
		{"-- a.cue --\na: 1\n-- b/c.hcl --\n", []ExampleFile{{"a.cue", "a: 1\n"}, {"b/c.hcl", ""}}, false},
		{"# in words\n", []ExampleFile{{"", "# in words\n"}}, true},
		{"\n", []ExampleFile{{"", "\n"}}, false},
		{"# said\na = 1\n", []ExampleFile{{"", "# said\na = 1\n"}}, false},
	}
	for _, test := range tests {
		if got := ExampleFiles(test.example); !slices.Equal(got, test.want) || InWords(test.example) != test.words {
			t.Errorf("%q: %v %t", test.example, got, InWords(test.example))
		}
	}
}
