package diag

import (
	"slices"
	"testing"
)

func TestSortedGoesByPlaceThenSeverityThenCode(t *testing.T) {
	a, b := NewFile("a.hcl", []byte("12345678")), NewFile("b.hcl", []byte("12345678"))
	at := func(f *File, start, end int32, s Severity, code string) Diagnostic {
		return Diagnostic{Severity: s, Code: code, Subject: Range{f, start, end}}
	}
	want := List{
		{Severity: Error, Code: "E0151"}, // no place: about the whole
		at(a, 0, 1, Error, "E0202"),
		at(a, 5, 6, Error, "E0101"),
		at(a, 5, 6, Error, "E0201"),
		at(a, 5, 6, Warning, "W0101"),
		at(a, 5, 6, Note, "N0001"),
		at(b, 1, 2, Error, "E0101"),
		at(b, 1, 3, Error, "E0101"),
	}
	for shift := range want {
		in := slices.Concat(want[shift:], want[:shift])
		slices.Reverse(in)
		if got := in.Sorted(); !slices.EqualFunc(got, want, same) {
			t.Errorf("shifted by %d: got %v", shift, got)
		}
	}
}

func same(a, b Diagnostic) bool {
	return a.Code == b.Code && a.Severity == b.Severity && a.Subject == b.Subject && a.Summary == b.Summary && a.Fix == b.Fix
}

func TestSortedTakesEachOnceAndLeavesTheListAlone(t *testing.T) {
	f := NewFile("a.hcl", []byte("12345678"))
	first := UnknownField.At(Range{f, 1, 2}, "no field %s", "x").WithFix("the first fix")
	list := List{DanglingReference.At(Range{f, 5, 6}, "later"), first, UnknownField.At(Range{f, 1, 2}, "no field x").WithFix("the second")}
	got := list.Sorted()
	if len(got) != 2 || !same(got[0], first) {
		t.Errorf("got %v", got)
	}
	if list[0].Summary != "later" || len(list) != 3 {
		t.Errorf("the list itself was sorted")
	}
}

func TestSortedKeepsTwoThatDifferInTheirSummary(t *testing.T) {
	f := NewFile("a.hcl", []byte("12345678"))
	if got := (List{UnknownField.At(Range{f, 1, 2}, "a"), UnknownField.At(Range{f, 1, 2}, "b")}).Sorted(); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestHasErrors(t *testing.T) {
	if (List{{Severity: Warning}, {Severity: Note}}).HasErrors() {
		t.Error("warnings and notes are no errors")
	}
	if !(List{{Severity: Warning}, {Severity: Error}}).HasErrors() {
		t.Error("an error was overlooked")
	}
}

func TestWithReturnsAnotherDiagnostic(t *testing.T) {
	f := NewFile("a.hcl", []byte("é = 1\n"))
	base := UnknownField.At(Range{f, 3, 4}, "100% wrong").WithRelated(Range{}, "one")
	x := base.WithRelated(Range{}, "two").WithFix("write %q", "x").WithDetail("more").WithAddress("function.f")
	y := base.WithRelated(Range{}, "three")
	if len(base.Related) != 1 || base.Fix != "" || x.Related[1].Message != "two" || y.Related[1].Message != "three" {
		t.Errorf("diagnostics share what they should not: %v, %v, %v", base, x, y)
	}
	if base.Summary != "100% wrong" || x.Fix != `write "x"` || x.Detail != "more" || x.Address != "function.f" {
		t.Errorf("got %+v", x)
	}
	if got := base.Place(); got != "a.hcl:1:3" {
		t.Errorf("place %s", got)
	}
	if got := (Diagnostic{}).Place(); got != "" {
		t.Errorf("place of nothing: %s", got)
	}
}

func TestADiagnosticThatComesTwiceHasTheRelatedPlacesOfBoth(t *testing.T) {
	f := NewFile("a.hcl", []byte("a\nb\nc\n"))
	d := NotAllowed.At(Range{f, 4, 5}, "no")
	dev, prod := d.WithRelated(Range{f, 0, 1}, "in dev"), d.WithRelated(Range{f, 2, 3}, "in prod")
	got := List{dev, prod, dev}.Sorted()
	if len(got) != 1 || len(got[0].Related) != 2 || got[0].Related[0].Message != "in dev" || got[0].Related[1].Message != "in prod" {
		t.Errorf("got %+v", got)
	}
}

func TestASummaryIsOneLineWhateverNamesHold(t *testing.T) {
	d := DuplicateKey.At(Range{}, "the key %q is %s", "a", "b\r\nc\nd\re")
	if want := `the key "a" is b c d e`; d.Summary != want {
		t.Errorf("got %q, want %q", d.Summary, want)
	}
}
