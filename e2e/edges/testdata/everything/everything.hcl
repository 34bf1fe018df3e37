# Every line of the table of edge classes that AWS has, at least once; those of images are in images.hcl.

topology "everything" {}

event_bus "main" {}
event_bus "aws" { existing = "default" }

event "placed" { bus = event_bus.main }
event "changed" { bus = event_bus.main }
event "failed" { bus = event_bus.main }
event "alarm" { bus = event_bus.aws }
event "photo" {
  bus    = event_bus.aws
  type   = "Object Created"
  source = "aws.s3"
}

table "orders" {
  key    = "id:string"
  stream = event.changed
  index "by-day" { key = "day:string" }
}
table "log" { key = "id:string" }
table "stock" {
  key = "id:string"
  index "by-place" { key = "place:string" }
}

bucket "photos" {
  notify "new" {
    on    = "created"
    event = event.photo
  }
}
bucket "scratch" {}
bucket "site" { public = true }

queue "work" {}
queue "more" {}
queue "third" {}
queue "dead" {}

# Lambda calls it: two plain subscriptions that agree, and a schedule with as many retries.
function "direct" {
  runtime   = "nodejs24"
  source    = "./code"
  publishes = [event.changed, event.alarm]
  uses = [
    { of = table.orders, access = "read" },
    { of = table.log, access = "write" },
    { of = table.stock, access = "readwrite" },
    { of = bucket.photos, access = "read" },
    { of = bucket.scratch, access = "write" },
    { of = bucket.site, access = "readwrite" },
    { of = queue.work, access = "send" },
    { of = queue.dead, access = "receive" },
  ]
  on "placed" { event = event.placed }
  on "photo" { event = event.photo }
}

# It goes through queues: two subscriptions that do not agree, with each kind of dead letter.
function "queued" {
  runtime = "nodejs24"
  source  = "./code"
  on "kept" {
    event   = event.placed
    retries = 5
  }
  on "named" {
    event       = event.changed
    dead_letter = queue.dead
  }
  on "told" {
    event       = event.alarm
    dead_letter = event.failed
  }
  on "handed" {
    event       = event.photo
    dead_letter = function.sweep
  }
}

function "reader" {
  runtime = "nodejs24"
  source  = "./code"
  on "work" {
    queue       = queue.work
    dead_letter = function.sweep
  }
  on "more" {
    queue       = queue.more
    dead_letter = event.failed
  }
  on "third" {
    queue       = queue.third
    dead_letter = queue.dead
  }
}

function "sweep" {
  runtime = "nodejs24"
  source  = "./code"
}

schedule "tick" {
  every = "5m"
  to    = function.direct
}
schedule "slow" {
  every = "1h"
  to    = function.queued
}
schedule "alarm" {
  every = "1d"
  to    = event.alarm
}

# HTTP.
function "shout" {
  runtime = "nodejs24"
  source  = "./code"
  calls   = [function.whisper, service_endpoint.out]
}
function "whisper" {
  runtime = "nodejs24"
  source  = "./code"
}
function "guard" {
  runtime = "nodejs24"
  source  = "./code"
}
service_endpoint "out" { urls = ["https://out.example.com"] }

gateway "http" {}
api_endpoint "shout" {
  gateway = gateway.http
  paths   = ["/shout/{who}", "/shout/*"]
  methods = ["GET", "POST"]
  to      = function.shout
}
api_endpoint "root" {
  gateway = gateway.http
  paths   = ["/*"]
  to      = function.whisper
  auth {
    type       = "function"
    authorizer = function.guard
  }
}
api_endpoint "out" {
  gateway = gateway.http
  paths   = ["/out"]
  to      = service_endpoint.out
  auth { type = "basic" }
}

gateway "rest" {
  allow_from = ["198.51.100.0/24", "2001:db8:1::/48"]
  auth { type = "basic" }
}
# Tokens: checked by the API itself, by a key of their own, and by a REST API, which checks none.
api_endpoint "checked" {
  gateway = gateway.http
  paths   = ["/checked"]
  methods = ["GET"]
  to      = function.shout
  auth {
    type     = "jwt"
    issuer   = "https://login.example.com/"
    audience = ["everything"]
  }
}
api_endpoint "signed" {
  gateway = gateway.http
  paths   = ["/signed"]
  methods = ["GET"]
  to      = function.shout
  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["everything"]
    public_key = secret.login-public-key
  }
}
api_endpoint "token" {
  gateway = gateway.rest
  paths   = ["/token"]
  methods = ["GET"]
  to      = function.shout
  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["everything"]
    public_key = secret.login-public-key
  }
}
secret "login-public-key" { key = "everything/login" }
api_endpoint "keyed" {
  gateway = gateway.rest
  paths   = ["/keyed/{who}/x"]
  methods = ["GET"]
  to      = function.shout
  auth {
    type = "key"
    name = "x-api-key"
  }
}
api_endpoint "kept" {
  gateway = gateway.rest
  paths   = ["/kept/{who}"]
  methods = ["GET"]
  to      = function.shout
}
api_endpoint "asked" {
  gateway = gateway.rest
  paths   = ["/asked/*"]
  to      = function.shout
}
consumer "acme" {
  key   = secret.acme
  basic = secret.login
}
secret "acme" {
  key      = "everything/acme"
  property = "key"
}
secret "login" {
  key      = "everything/acme-login"
  property = "login"
}

# Models, in the workspace and in a microservice of their own.
connector "main" {
  type     = "postgresql"
  host     = "db.example.com"
  database = "everything"
  username = "everything"
  password = secret.database
}
secret "database" {
  key      = "everything/database"
  property = "password"
}
model "shop" { connector = connector.main }
model "review" {
  connector = connector.main
  relation "shop" {
    type  = "belongsTo"
    model = model.shop
  }
}
model "session" { connector = connector.main }
microservice "sessions" {
  models = [model.session]
  calls  = [model.review]
}
function "rating" {
  runtime = "nodejs24"
  source  = "./code"
  calls   = [model.review, model.session, microservice.sessions]
}
api_endpoint "reviews" {
  gateway = gateway.http
  paths   = ["/api/reviews", "/api/reviews/*"]
  methods = ["GET"]
  to      = model.review
}
api_endpoint "sessions" {
  gateway = gateway.http
  paths   = ["/api/sessions"]
  methods = ["POST"]
  to      = microservice.sessions
}

# Jobs: at apply, and by the clock alone.
job "seed" {
  runtime   = "nodejs24"
  source    = "./code"
  calls     = [model.shop]
  publishes = [event.changed]
  uses      = [{ of = table.log, access = "write" }]
  before    = [function.guard]
}
job "nightly" {
  runtime = "nodejs24"
  source  = "./code"
}
schedule "nightly" {
  cron = "0 3 * * *"
  to   = job.nightly
}

# What the environment "mixed" has in a cluster.
function "outside" {
  runtime   = "nodejs24"
  source    = "./code"
  calls     = [function.whisper, model.review, microservice.sessions]
  publishes = [event.placed]
}
gateway "inside" {}
api_endpoint "inside-reviews" {
  gateway = gateway.inside
  paths   = ["/api/reviews/*"]
  to      = model.review
}
api_endpoint "inside-sessions" {
  gateway = gateway.inside
  paths   = ["/api/sessions/*"]
  to      = microservice.sessions
}
api_endpoint "inside-outside" {
  gateway = gateway.inside
  paths   = ["/outside"]
  to      = function.outside
}
api_endpoint "inside-whisper" {
  gateway = gateway.inside
  paths   = ["/whisper"]
  to      = function.whisper
}

variable "stack" {
  type    = string
  default = null
}

environment "cloud" {
  backend "aws" {
    region          = "eu-west-1"
    stack           = var.stack
    artifact_bucket = "acme-artifacts"
    subnets         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_groups = ["sg-0123456789abcdef0"]
  }
}

environment "mixed" {
  backend "aws" {
    region          = "eu-west-1"
    artifact_bucket = "acme-artifacts"
    subnets         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_groups = ["sg-0123456789abcdef0"]
  }
  backend "kubernetes" {
    context   = "arn:aws:eks:eu-west-1:123456789012:cluster/acme"
    namespace = "everything"
  }
  default = "aws"
  place = {
    "function.outside" = "kubernetes"
    "gateway.inside"   = "kubernetes"
  }
}
