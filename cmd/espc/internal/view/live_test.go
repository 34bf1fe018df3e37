package view

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"espc.dev/backends"
)

func shownText(t *testing.T, r interface{ Text(TextOptions) error }) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Text(TextOptions{W: &b}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHistoryIsATableThatMarksTheCurrentRevision(t *testing.T) {
	h := History{Environment: "prod"}
	when := time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("x", 3600))
	h.Add("aws", "stack shop", []backends.Revision{
		{Number: 10, Time: when, By: "ann", Phase: backends.Done, Digest: "sha256:0123456789abcdef", From: 8, Current: true},
		{Number: 9, Time: when, By: "bob", Phase: backends.Failed, Digest: ""},
	})
	h.Add("kubernetes", "cluster x", nil)
	want := `Revisions of prod: stack shop
  REVISION  APPLIED               STATE   DIGEST        BY   NOTE
* 10        2026-03-04T04:06:07Z  done    0123456789ab  ann  current, back to 8
  9         2026-03-04T04:06:07Z  failed                bob
Revisions of prod: cluster x
  none
`
	if got := shownText(t, &h); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestStatusShowsWhatIsNotHealthyFirstAndBranchesBelowWhatTheyAreBranchesOf(t *testing.T) {
	at := func(typ, name string) backends.ObjectAddress { return backends.ObjectAddress{Type: typ, Name: name} }
	s := Status{Environment: "prod"}
	s.Add("aws", "stack shop", backends.Status{Health: backends.Healthy, Text: "CREATE_COMPLETE", Children: []backends.Status{
		{Address: at("AWS::SQS::Queue", "Orders"), Health: backends.Healthy},
		{Address: at("AWS::CloudFormation::Stack", "Inner"), Health: backends.Healthy, Text: "UPDATE_COMPLETE", Children: []backends.Status{
			{Address: at("AWS::SNS::Topic", "Fine"), Health: backends.Healthy, Text: "UPDATE_COMPLETE"},
			{Address: at("AWS::SQS::Queue", "Inside"), Health: backends.Unhealthy, Text: "UPDATE_FAILED", Reason: "no\nmore"},
		}},
		{Address: at("AWS::SQS::Queue", "Late"), Health: backends.Progressing, Text: "CREATE_IN_PROGRESS"},
		{Address: at("AWS::SQS::Queue", "Broken"), Health: backends.Unhealthy, Text: "CREATE_FAILED", Reason: "no"},
		{Address: at("AWS::S3::Bucket", "Photos"), Health: backends.Healthy, Text: "CREATE_COMPLETE"},
	}})
	want := `Status of prod: stack shop
healthy     CREATE_COMPLETE
  healthy     AWS::CloudFormation::Stack/Inner UPDATE_COMPLETE
    unhealthy   AWS::SQS::Queue/Inside UPDATE_FAILED
                because no more
    healthy     AWS::SNS::Topic/Fine   UPDATE_COMPLETE
  unhealthy   AWS::SQS::Queue/Broken           CREATE_FAILED
              because no
  progressing AWS::SQS::Queue/Late             CREATE_IN_PROGRESS
  healthy     AWS::SQS::Queue/Orders
  healthy     AWS::S3::Bucket/Photos           CREATE_COMPLETE
`
	if got := shownText(t, &s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s.Concise = true
	if got := shownText(t, &s); strings.Contains(got, "Orders") || !strings.Contains(got, "Inside") {
		t.Errorf("concise:\n%s", got)
	}
}

func TestARemovalThatStopsSaysHowFarItGot(t *testing.T) {
	r := Removal{Environment: "prod", Resume: "espc destroy -e prod"}
	a := []backends.ObjectAddress{{Type: "T", Name: "a"}}
	r.Targets = []AppliedTarget{
		NewAppliedTarget("aws", "stack shop", Failed, backends.Report{Done: a, Failed: []backends.ObjectAddress{{Type: "T", Name: "b"}}}),
		NewAppliedTarget("kubernetes", "cluster x", NotTried, backends.Report{}),
	}
	want := `
stack shop: failed
  done   T/a
  failed T/b

cluster x: not tried

Run espc destroy -e prod to go on.
`
	if got := shownText(t, &r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
