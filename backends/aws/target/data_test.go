package target

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

func TestOneWarningNamesAllThatLoseTheirData(t *testing.T) {
	file := diag.NewFile("shop.hcl", []byte("stack\nqueue\n"))
	target := &Target{Config: Config{Place: diag.Range{File: file, Start: 0, End: 5}}}
	at := diag.Range{File: file, Start: 6, End: 11}
	one := func(kind loss, n int, origin diag.Range) losing {
		return losing{kind, backends.Change{Action: backends.Replace, Origin: origin, Entity: schema.Address{Kind: schema.KindQueue, Name: "q"},
			Address: backends.ObjectAddress{Type: "AWS::SQS::Queue", Name: fmt.Sprintf("Q%02d", n)}}}
	}
	ds := target.lossWarnings([]losing{one(lost, 1, at)})
	if len(ds) != 1 || ds[0].Summary != "AWS::SQS::Queue/Q01 is replaced by an empty one, and its data is lost" || ds[0].Subject != at || ds[0].Address != "queue.q" {
		t.Errorf("one: %+v", ds)
	}
	if ds = target.lossWarnings([]losing{one(lost, 1, at), one(lost, 2, at)}); len(ds) != 1 || ds[0].Subject != at {
		t.Errorf("two of one entity: %+v", ds)
	}
	var many []losing
	for i := range 25 {
		many = append(many, one(lost, i, diag.Range{File: file, Start: int32(i % 5), End: 11}))
	}
	ds = target.lossWarnings(append(many, one(stays, 30, at)))
	if len(ds) != 2 || ds[0].Summary != "25 objects that hold data go, and their data is lost" || ds[0].Subject != target.Place || ds[0].Address != "" {
		t.Fatalf("many: %+v", ds)
	}
	if strings.Count(ds[0].Detail, "AWS::") != 20 || !strings.HasSuffix(ds[0].Detail, "; and 5 more.") || ds[0].Fix == "" {
		t.Errorf("detail %q", ds[0].Detail)
	}
	if !strings.Contains(ds[1].Summary, "Q30 is replaced by an empty one, and its data stays in the account") {
		t.Errorf("the other: %q", ds[1].Summary)
	}
}
