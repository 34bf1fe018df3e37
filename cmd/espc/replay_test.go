package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"espc.dev/backends/aws/awstest"
)

// archivedShop keeps the events of one bus, and none of two others.
const archivedShop = `topology "shop" {}

event_bus "main" {
  retention = "30d"
}

event_bus "short" {}

event_bus "theirs" {
  existing = "default"
}

event "placed" {
  bus = event_bus.main
}

event "cancelled" {
  bus = event_bus.main
}

function "charge" {
  runtime = "nodejs24"
  source  = "./charge"
  on "placed" {
    event = event.placed
  }
  on "cancelled" {
    event       = event.cancelled
    dead_letter = queue.dead
  }
}

function "mail" {
  runtime = "nodejs24"
  source  = "./charge"
  on "placed" {
    event = event.placed
  }
}

queue "dead" {}

environment "dev" {
  backend "aws" {
    stack = "shop-dev"
  }
}

environment "files" {
  backend "aws" {}
}

environment "cluster" {
  backend "kubernetes" {
    context = "nowhere"
    kafka   = ["kafka:9092"]
  }
}
`

// onArchive returns a folder with archivedShop, and the fake that holds it deployed.
func onArchive(t *testing.T, states ...string) (*awstest.Fake, string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(dir+"/charge", 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "charge/index.js", "exports.handler = () => {}\n")
	write(t, dir, "shop.hcl", archivedShop)
	f := awstest.NewFake(t, "CREATE_COMPLETE", "Resources: {}\n")
	for _, r := range [][3]string{
		{"AWS::Events::Archive", "MainEventBusArchive", "main-archive"}, {"AWS::Events::Rule", "ChargeFunctionPlacedRule", "shop-dev-main|shop-dev-charge-placed"},
		{"AWS::Events::Rule", "ChargeFunctionCancelledRule", "shop-dev-main|shop-dev-charge-cancelled"}, {"AWS::Events::Rule", "MailFunctionPlacedRule", "shop-dev-main|shop-dev-mail-placed"},
	} {
		f.Resources += "<member><ResourceType>" + r[0] + "</ResourceType><LogicalResourceId>" + r[1] + "</LogicalResourceId><PhysicalResourceId>" + r[2] +
			"</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>"
	}
	f.Archive = &awstest.Archive{Name: "main-archive", Bus: "shop-dev-main", Created: time.Now().Add(-100 * 24 * time.Hour), Days: 30, Events: 1}
	f.Replayed = states
	return f, dir
}

func TestAReplayIsShownAskedForAndWaitedFor(t *testing.T) {
	t.Parallel()
	f, dir := onArchive(t, "RUNNING", "COMPLETED")
	shown := []string{
		"Replay of event_bus.main in dev: stack shop-dev, 1 archived event in all\n", " (1h50m)\n",
		"  to function.charge.on.cancelled  event.cancelled\n  to function.charge.on.placed     event.placed\n  to function.mail.on.placed       event.placed\n",
	}
	p := espc(t, 1, dir, f.URL, "events", "replay", "main", "-e", "dev", "--from", "2h", "--to", "10m")
	p.says(t, shown, nil)
	if p.last() != "Error: there is no terminal to ask on; use --auto-approve or a saved plan. Nothing was changed" || f.Called("StartReplay") != 0 {
		t.Errorf("without a terminal: %q, started %d times", p.last(), f.Called("StartReplay"))
	}
	p = espc(t, 0, dir, f.URL, "events", "replay", "event_bus.main", "-e", "dev", "--from", "2h", "--to", "10m", "--auto-approve")
	p.says(t, append(shown, "\nReplayed: espc-", "-1, the last event of "), []string{"stack shop-dev: RUNNING, up to "})
	if strings.Contains(p.err.String(), "W1073") || strings.Contains(p.err.String(), "W1074") {
		t.Errorf("all of the time is in the archive, and it warns: %s", p.err.String())
	}
}

func TestAReplayGoesToTheSubscribersThatAreNamed(t *testing.T) {
	t.Parallel()
	for flags, rules := range map[string]int{"--only function.charge": 2, "--only function.charge.on.placed": 1, "--only function.mail --only function.charge.on.cancelled": 2, "": 3, "--all-rules": 0} {
		f, dir := onArchive(t, "COMPLETED")
		p := espc(t, 0, dir, f.URL, append([]string{"events", "replay", "main", "-e", "dev", "--from", "2h", "--auto-approve"}, strings.Fields(flags)...)...)
		if len(f.Replays) != 1 {
			t.Fatalf("%d replays", len(f.Replays))
		}
		for _, r := range f.Replays {
			if len(r.Rules) != rules {
				t.Errorf("%q goes to %v", flags, r.Rules)
			}
		}
		if strings.Contains(p.out.String(), "every rule on the bus") != (rules == 0) {
			t.Errorf("%q says %s", flags, p.out.String())
		}
	}
}

func TestAReplayAsJSONIsOneDocument(t *testing.T) {
	t.Parallel()
	f, dir := onArchive(t, "FAILED")
	p := espc(t, 1, dir, f.URL, "events", "replay", "main", "-e", "dev", "--from", "40d", "--only", "function.mail", "--auto-approve", "-o", "json", "--no-progress")
	var got struct {
		Version     string `json:"format_version"`
		Bus         string
		Archive     string
		Archived    int `json:"archived_events"`
		From, To    time.Time
		Receivers   []struct{ Address, Event string }
		State       string
		Name        string
		Diagnostics []struct{ Code string }
	}
	if err := json.Unmarshal(p.out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, p.out.String())
	}
	var codes []string
	for _, d := range got.Diagnostics {
		codes = append(codes, d.Code)
	}
	if got.Version != "1" || got.Bus != "event_bus.main" || got.Archive != "main-archive" || got.Archived != 1 || len(got.Receivers) != 1 ||
		got.Receivers[0].Address != "function.mail.on.placed" || got.State != "failed" || got.Name == "" || got.To.Sub(got.From) != 40*24*time.Hour {
		t.Errorf("%+v", got)
	}
	if want := "E1072 W1073 W1074"; strings.Join(codes, " ") != want {
		t.Errorf("diagnostics %v, want %s: it failed, the latest events may be missing, the oldest are", codes, want)
	}
}

func TestAnInterruptedReplayGoesOnAndIsWaitedForAgain(t *testing.T) {
	t.Parallel()
	f, dir := onArchive(t, "RUNNING")
	p := start(t, dir, f.URL, "events", "replay", "main", "-e", "dev", "--from", "2h", "--to", "1h", "--auto-approve")
	for deadline := time.Now().Add(30 * time.Second); f.Called("DescribeReplay") < 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not look how the replay is")
		}
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := p.end(t); status != 130 {
		t.Fatalf("exit %d: %s%s", status, p.out.String(), p.err.String())
	}
	p.says(t, []string{" goes on", "\nRun espc events replay main -e dev --from 20"}, []string{"warning[W1075]", "cancel-replay --region eu-west-1 --replay-name espc-"})
	_, command, _ := strings.Cut(p.out.String(), "\nRun espc ")
	command, _, _ = strings.Cut(command, " to wait for it.")
	f.Change(func() {
		for _, r := range f.Replays {
			r.Goes("RUNNING", "RUNNING", "COMPLETED")
		}
	})
	espc(t, 0, dir, f.URL, append(strings.Fields(command), "--timeout", "1m")...).says(t, []string{"\nReplayed: espc-"}, nil)
	if f.Called("StartReplay") != 1 {
		t.Errorf("it was started %d times", f.Called("StartReplay"))
	}
}

func TestWhatCannotBeReplayedIsRefusedBeforeAnythingIsContacted(t *testing.T) {
	t.Parallel()
	f, dir := onArchive(t)
	for args, want := range map[string]string{
		"":                                      "Error: espc events replay takes the name of a bus",
		"main . more":                           "takes a bus and one folder, not 2 (., more)",
		"main":                                  "Error: --from is needed",
		"main --from tomorrow":                  `--from takes a time such as 2026-05-04T10:00Z or 2026-05-04, or a duration such as 2h or 1d for a time ago, not "tomorrow"`,
		"main --from 2h --to 3h":                "is not before --to",
		"main --from 2999-01-01":                "--from 2999-01-01 is in the future",
		"main --from 2h --to 2999-01-01":        "--to 2999-01-01 is in the future",
		"maim --from 2h":                        `Error: no event_bus "maim"; there is main, short, theirs`,
		"short --from 2h":                       "error[E1071]: event_bus.short has no retention, so no event is kept",
		"theirs --from 2h":                      "error[E1071]: event_bus.theirs stands already",
		"main --from 2h --only function.report": "--only function.report: it gets no event of event_bus.main; what does is function.charge.on.cancelled, function.charge.on.placed, function.mail.on.placed",
		"main --from 2h --only x.y --all-rules": "--all-rules and --only exclude each other",
		"main --from 2h -e files":               "names no live target",
		"main --from 2h -e cluster":             "error[E1070]: event_bus.main is on Kubernetes, where no archive keeps its events",
		"main --from 2026-05-04T10 -e cluster":  "--from takes a time",
	} {
		line := append([]string{"events", "replay"}, strings.Fields(args)...)
		if !strings.Contains(args, "-e ") {
			line = append(line, "-e", "dev")
		}
		p := start(t, dir, f.URL, line...)
		if status := p.end(t); status != 1 || !strings.Contains(p.err.String(), want) {
			t.Errorf("espc %s: exit %d, %s", strings.Join(line, " "), status, p.err.String())
		}
	}
	for _, call := range []string{"DescribeStacks", "DescribeArchive", "StartReplay"} {
		if f.Called(call) > 0 {
			t.Errorf("%s was called", call)
		}
	}
	p := espc(t, 1, dir, f.URL, "events", "replay", "main", "-e", "dev", "--from", "2000-01-01", "--to", "2001-01-01", "--auto-approve")
	p.says(t, nil, []string{"error[E1071]: the archive of event_bus.main keeps nothing from before 20"})
}
