# Receipts for orders, without a server: an API takes payments, events carry them on, a table keeps
# what was paid. The one environment is AWS; nothing in the entities says so.

topology "receipts" {
  description = "Takes payments and writes receipts"
}

event_bus "main" {
  retention = "30d" # an archive that can be replayed
}

event "paid" {
  bus = event_bus.main
}

table "receipts" {
  key      = "order:string"
  sort_key = "issued:string"
}

queue "failed" {
  retention = "14d"
}

# POST /payments. It may put this one event on this one bus, and nothing else.
function "charge" {
  runtime   = "nodejs24"
  source    = "./functions/charge"
  timeout   = "10s"
  publishes = [event.paid]
}

# Every payment but the smallest becomes a receipt. What fails three times goes to the queue.
function "receipt" {
  runtime = "nodejs24"
  source  = "./functions/receipt"

  on "paid" {
    event       = event.paid
    filter      = { "data.amount" = { gt = 100 } }
    retries     = 2
    dead_letter = queue.failed
  }

  uses = [{ of = table.receipts, access = "write" }]
}

function "report" {
  runtime = "python3.13"
  source  = "./functions/report"
  memory  = "512Mi"
  uses    = [{ of = table.receipts, access = "read" }]
}

schedule "monthly" {
  cron     = "0 6 1 * *"
  timezone = "Europe/Berlin"
  to       = function.report
}

gateway "api" {
  cors {
    origins = ["https://shop.example.com"]
    methods = ["POST"]
    headers = ["Content-Type"]
  }
}

api_endpoint "payments" {
  gateway = gateway.api
  paths   = ["/payments"]
  methods = ["POST"]
  to      = function.charge
}

output "api" {
  value = gateway.api.url
}

# Without a stack, plan and apply work on files. `espc apply --var stack=receipts-prod` goes to AWS.
variable "stack" {
  type    = string
  default = null
}

environment "prod" {
  backend "aws" {
    region          = "eu-west-1"
    stack           = var.stack
    artifact_bucket = "acme-artifacts"
  }
}
