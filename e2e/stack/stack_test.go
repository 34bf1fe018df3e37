package stack

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/golden"
)

// A story is what happens to a topology's files: before anything is deployed; then a field changes and an entity is added;
// then, from the beginning, an entity goes.
type story struct {
	where                 setting
	setup, grows, shrinks []change
}

// stories are those of the examples.
var stories = map[string]story{
	"receipts": {
		where: usual,
		grows: []change{
			{"receipts.hcl", `timeout   = "10s"`, `timeout   = "20s"`},
			{"receipts.hcl", "", "\nqueue \"added\" {\n  retention = \"2d\"\n}\n"},
		},
		shrinks: []change{
			{"receipts.hcl", `schedule "monthly" {
  cron     = "0 6 1 * *"
  timezone = "Europe/Berlin"
  to       = function.report
}
`, ""},
			{"receipts.hcl", `function "report" {
  runtime = "python3.13"
  source  = "./functions/report"
  memory  = "512Mi"
  uses    = [{ of = table.receipts, access = "read" }]
}
`, ""},
		},
	},
	"booking": {
		where: setting{region: "eu-west-1", bucket: "booking-artifacts", stack: "booking", variable: "stack=booking"},
		grows: []change{
			{"booking.hcl", `timeout = "20s"`, `timeout = "25s"`},
			{"booking.hcl", "", "\nfunction \"added\" {\n  runtime = \"python3.13\"\n  source = \"./functions/price\"\n  calls = [model.room]\n}\n"},
		},
		shrinks: []change{
			{"booking.hcl", `schedule "remind" {
  cron     = "0 9 * * *"
  timezone = "Europe/Lisbon"
  to       = function.remind
}
`, ""},
			{"booking.hcl", `function "remind" {
  runtime = "nodejs24"
  source  = "./functions/remind"
  timeout = "2m"
  calls   = [model.booking, service_endpoint.mail]

  env = {
    MAIL_TOKEN = secret.mail-token
  }
}
`, ""},
		},
	},
	// Without what the emulator does not make: a service of an image, and a connection to what is outside.
	"orders": {
		where: setting{region: "eu-west-1", bucket: "orders-artifacts", stack: "orders", variable: "stack=orders"},
		setup: []change{
			{"services.hcl", pdf, ""},
			{"functions.hcl", ", microservice.pdf]", "]"},
			{"environments.hcl", `  override "microservice.pdf" {
    user    = null
    scratch = null
  }
`, ""},
			{"integrations.hcl", "[service_endpoint.chat]", "[event.sale]"},
		},
		grows: []change{
			{"functions.hcl", `  timeout = "20s"
`, `  timeout = "20s"
  memory  = "512Mi"
`},
			{"integrations.hcl", "data.cents > 100000", "data.cents > 200000"},
		},
		shrinks: []change{{"integrations.hcl", `integration "insights" {
  from = event.order-paid

  step "anonymous" {
    transform {
      jsonata = "{ \"day\": $substringBefore(time, \"T\"), \"cents\": data.cents, \"items\": $sum(data.lines.quantity), \"skus\": [data.lines.sku] }"
    }
  }

  to          = [event.sale]
  dead_letter = event.undelivered
}
`, ""}},
	},
	// The rest of it is in a cluster.
	"shop": {
		where: setting{region: "eu-central-1", bucket: "example-shop-artifacts", stack: "shop-cloud", variable: "stack=shop-cloud",
			context: "arn:aws:eks:eu-central-1:123456789012:cluster/shop"},
		setup: []change{
			{"environments.hcl", `    "function.quote" `, `    "function.spare" = "aws"
    "function.quote" `},
			{"cloud.hcl", "", spare},
		},
		grows: []change{
			{"functions.hcl", `  source  = "./functions/expire-carts"
`, `  source  = "./functions/expire-carts"
  memory  = "512Mi"
`},
			{"cloud.hcl", "", strings.Replace(spare, "spare", "added", 1)},
			{"environments.hcl", `    "function.spare" = "aws"`, `    "function.added" = "aws"
    "function.spare" = "aws"`},
		},
		shrinks: []change{
			{"cloud.hcl", spare, ""},
			{"environments.hcl", `    "function.spare" = "aws"
`, ""},
		},
	},
}

// pdf is a service of orders.
const pdf = `microservice "pdf" {
  image  = "gotenberg/gotenberg:8.15.3"
  port   = 3000
  user   = 1001
  memory = "1Gi"
  cpu    = "250m"

  scale {
    min = 1
    max = 4
  }

  health {
    type = "http"
    path = "/health"
  }

  scratch "tmp" {
    path = "/tmp"
    size = "256Mi"
  }
  scratch "home" {
    path = "/home/gotenberg"
  }
}
`

// spare is a function of the shop's that nothing leads to.
const spare = `
function "spare" {
  runtime = "python3.13"
  source  = "./functions/quote"
  handler = "quote.handler"
}
`

func TestEveryExampleLivesThroughItsStack(t *testing.T) {
	folders, err := golden.Templates(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			s, told := stories[folder.Example]
			if !told {
				t.Fatal("nobody says how this example changes")
			}
			live(t, filepath.Join("../testdata/examples", filepath.FromSlash(folder.Example)), folder.Environment, s)
		})
	}
}

// TestEveryTypeLivesThroughItsStack does so with a topology that has every class of edge. Microservices that are images are
// taken out of it, and so is what integrations send to service_endpoints: the emulator has no Express Mode and makes no connections, and
// refuses a template in which something refers to what it passed over.
func TestEveryTypeLivesThroughItsStack(t *testing.T) {
	images, err := os.ReadFile("../edges/testdata/everything/images.hcl")
	if err != nil {
		t.Fatal(err)
	}
	live(t, "../edges/testdata/everything", "cloud", story{
		where: usual,
		setup: []change{
			{"images.hcl", string(images), "# None here.\n"},
			{"integrations.hcl", "  step \"priced\" {\n    enrich { call = service_endpoint.out }\n  }\n", ""},
			{"integrations.hcl", "service_endpoint.sink, ", ""},
		},
		grows: []change{
			{"everything.hcl", `queue "third" {}`, `queue "third" { visibility = "90s" }`},
			{"everything.hcl", "", "\nfunction \"added\" {\n  runtime = \"nodejs24\"\n  source = \"./code\"\n  uses = [{ of = queue.third, access = \"send\" }]\n}\n"},
		},
		shrinks: []change{
			{"everything.hcl", `function "rating" {
  runtime = "nodejs24"
  source  = "./code"
  calls   = [model.review, model.session, microservice.sessions]
}
`, ""},
		},
	})
}

// live creates a stack, changes it, goes back, takes something away and destroys it, and looks at the account after each.
//
// What was taken away does not come again under its name, and what the emulator passes over is not changed before it is taken
// away, and no role changes: the emulator takes a resource for created that it once had, fails on what it once updated without
// having it, and leaves a role's policies as they were.
func live(t *testing.T, source, environment string, s story) {
	t.Helper()
	if !emulated(t) {
		return
	}
	l := newTopology(t, source, environment, s.where)
	l.edit(t, s.setup)
	folder, first := l.compile(t)
	l.must(t, "apply", "--auto-approve")
	l.holds(t, "created")

	l.edit(t, s.grows)
	if r := l.run(t, "plan", "--detailed-exitcode"); r.Code != 2 {
		t.Errorf("a plan after a change: exit %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	l.must(t, "apply", "--auto-approve")
	l.holds(t, "grown")

	l.must(t, "rollback", "--auto-approve", "--backend", "aws") // nothing changed in a cluster
	if _, err := l.account.Deployed(t.Context(), first, l.stack); err != nil {
		t.Fatal(err)
	}
	if err := l.account.Compare(t.Context(), folder, first, every); err != nil {
		t.Errorf("rolled back: %v", err)
	}

	l.restore(t, source)
	l.edit(t, s.setup)
	l.edit(t, s.shrinks)
	l.must(t, "apply", "--auto-approve")
	l.holds(t, "shrunk")

	report := l.must(t, "destroy", "--auto-approve")
	for _, r := range first.All() {
		if kept := strings.Contains(report.Stdout, "keep    "+r.Type+"/"+r.ID+":"); kept != r.Kept() {
			t.Errorf("destroyed: %s is kept %v, and should be %v\n%s", r, kept, r.Kept(), report.Stdout)
		}
	}
	// The emulator knows the policy Retain, and not RetainExceptOnCreate: what is to be kept is gone as well.
	left := func(r *cloudformation.Resource) bool { return slices.Contains(NotDeleted, r.Type) }
	if err := l.account.Compare(t.Context(), folder, first, left); err != nil {
		t.Errorf("destroyed: %v", err)
	}
	if r := l.run(t, "plan", "--detailed-exitcode"); r.Code != 2 {
		t.Errorf("a plan after it is gone: exit %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}
