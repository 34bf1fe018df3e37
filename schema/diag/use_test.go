package diag

import "testing"

func TestADiagnosticInAModulesFileNamesTheBlockThatUsesIt(t *testing.T) {
	root := NewFile("t.hcl", []byte("module a\nmodule b\n"))
	module := NewFile("m/m.hcl", []byte("x y\n"))
	a := module.UsedBy(Use{At: Range{root, 7, 8}, Block: Range{root, 7, 8}})
	b := module.UsedBy(Use{At: Range{root, 16, 17}, Block: Range{root, 16, 17}})

	got := List{Diagnostic{Subject: Range{a, 0, 1}}.WithRelated(Range{b, 2, 3}, "the other")}.Sorted()[0].Related
	want := []Related{
		{"the module is used here", Range{root, 7, 8}},
		{"the other", Range{b, 2, 3}},
		{"the module is used here", Range{root, 16, 17}},
	}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
	if n := len(List{{Subject: Range{a, 0, 1}}, {Subject: Range{b, 0, 1}}}.Sorted()); n != 2 {
		t.Errorf("two uses have %d diagnostics", n)
	}
}

func TestADiagnosticInTheBlockDoesNotNameTheBlockAgain(t *testing.T) {
	root := NewFile("t.hcl", []byte("module a\n"))
	m := NewFile("m.hcl", []byte("x")).UsedBy(Use{At: Range{root, 0, 6}, Block: Range{root, 0, 8}})
	d := Diagnostic{Subject: Range{root, 7, 8}}.WithRelated(Range{m, 0, 1}, "declared here")
	if got := (List{d}).Sorted()[0].Related; len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestWhatIsHiddenOfAFileIsHiddenOfItsUses(t *testing.T) {
	f := NewFile("m.hcl", []byte("abc"))
	f.UsedBy(Use{}).Hide(0, 2)
	if got := f.Text(0, 3); got != "**c" {
		t.Errorf("got %s", got)
	}
}
