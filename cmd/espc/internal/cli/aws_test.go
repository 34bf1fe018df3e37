package cli

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/backendtest"
	"espc.dev/stdlib"
)

// awsShop uses what the AWS backend lowers, as people write it.
const awsShop = `
topology "shop" {
  description = "A shop on AWS"
  labels      = { team = "orders" }
}

event_bus "main" {
  retention = "30d"
}

event_bus "aws" {
  existing = "default"
}

event "placed" {
  bus = event_bus.main
}

event "changed" {
  bus = event_bus.main
}

event "photo" {
  bus    = event_bus.aws
  type   = "Object Created"
  source = "aws.s3"
}

table "orders" {
  key    = "id:string"
  stream = event.changed
}

bucket "photos" {
  notify "new" {
    on     = "created"
    event  = event.photo
    prefix = "in/"
  }
}

queue "jobs" {
  visibility = "3m"
}

queue "dead" {}

secret "token" {
  key      = "shop/token"
  property = "value"
}

service_endpoint "pay" {
  urls = ["https://pay.example.com/v1"]
}

function "charge" {
  runtime   = "nodejs24"
  source    = "./charge"
  calls     = [service_endpoint.pay]
  publishes = [event.changed]
  uses      = [{ of = table.orders, access = "readwrite" }, { of = queue.jobs, access = "send" }]
  env = {
    TOKEN = secret.token
    MODE  = { value = "live" }
  }

  on "placed" {
    event  = event.placed
    filter = { "data.total" = { gt = 100 }, region = ["eu", "us"], type = "shop.placed" }
  }

  on "photo" {
    event       = event.photo
    dead_letter = queue.dead
  }
}

function "work" {
  runtime = "nodejs24"
  source  = "./charge"

  on "item" {
    queue       = queue.jobs
    dead_letter = function.report
  }
}

function "report" {
  runtime = "nodejs24"
  source  = "./charge"
}

function "price" {
  runtime = "nodejs24"
  source  = "./charge"
  env     = { SELF = { of = gateway.edge } }
}

gateway "edge" {}

api_endpoint "prices" {
  gateway = gateway.edge
  paths   = ["/prices/{id}", "/prices"]
  methods = ["GET"]
  to      = function.price
}

schedule "tick" {
  cron = "*/5 8-18 * * MON-FRI"
  to   = function.charge
}

schema "order" {
  format = "jsonschema"
  inline = { type = "object" }
}

output "door" {
  value = gateway.edge.url
}

output "table" {
  value = table.orders.name
}

environment "prod" {
  backend "aws" {
    region          = "eu-west-1"
    stack           = "shop-prod"
    artifact_bucket = "acme-artifacts"
  }
}
`

// TestAnHCLTopologyBecomesACloudFormationTemplate compiles with the real front end and decoder.
func TestAnHCLTopologyBecomesACloudFormationTemplate(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"shop.hcl": awsShop, "charge/index.js": "exports.handler = () => {}\n"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	a := &app{io: IO{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Dir: "."}}
	p, ds, err := a.open(ctx, dir)
	if err != nil || ds.HasErrors() {
		t.Fatal(err, ds)
	}
	topology, ds := p.Compile(ctx, "prod", p.vars)
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	request := backends.Request{Topology: topology, Place: topology.Place, Adapters: map[string]backends.Adapter{"nodejs24": adapter(t, "nodejs24")}}
	backendtest.Conform(t, aws.Backend{}, request, func(name string) bool {
		return documented(name) || slices.ContainsFunc(aws.Backend{}.Rules(), func(r backends.Rule) bool { return r.Name == name })
	})
	response := aws.Backend{}.Render(ctx, request)
	var ids []string
	for _, o := range response.Objects {
		ids = append(ids, o.Address.Name)
	}
	for _, want := range []string{
		"ChargeFunctionPlacedRule", "ChargeFunctionPhotoInbox", "DeadQueuePolicy", "JobsQueueReceiver", "OrdersTablePipe", "EdgeGatewayGetPricesRoute",
		"EdgeGatewayUrl", "OrdersTableName", "TickSchedule", "OrderSchema",
	} {
		if !slices.Contains(ids, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if len(response.Files) != 1 {
		t.Errorf("%d zip files of one source", len(response.Files))
	}
}

// adapter reads the Lambda adapter of a runtime.
func adapter(t *testing.T, runtime string) backends.Adapter {
	t.Helper()
	files, handler, err := stdlib.LambdaAdapter(runtime)
	if err != nil {
		t.Fatal(err)
	}
	a := backends.Adapter{Handler: handler, Files: map[string][]byte{}}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		a.Files[name], err = fs.ReadFile(files, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
