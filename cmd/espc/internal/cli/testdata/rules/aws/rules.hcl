# What no example needs on AWS, so that every rule is asked about.
topology "rules" {}

bucket "photos" {
  notify "new" {
    on    = "created"
    event = event.photo
  }
}

event_bus "aws" {
  existing = "default"
}

event "photo" {
  bus    = event_bus.aws
  type   = "Object Created"
  source = "aws.s3"
}

event_bus "main" {}

event "told" {
  bus    = event_bus.main
  schema = schema.told
}

schema "told" {
  format = "jsonschema"
  inline = { type = "object", required = ["name"], properties = { name = { type = "string" }, total = { type = "number" } } }
}

queue "short" {}

integration "shorten" {
  from = event.told
  step "name" {
    transform {
      jsonata = "{ \"name\": data.name }"
    }
  }
  to = [queue.short]
}

# So many that the template is split.
function "many" {
  for_each = [for i in range(160) : "f${i}"]
  runtime  = "nodejs24"
  source   = "f"
}

function "hello" {
  runtime = "nodejs24"
  source  = "f"
  scale {
    max = 7
  }
}

microservice "web" {
  image  = "registry.example.com/web:1"
  port   = 8080
  env    = { KEY = secret.key }
}

secret "key" {
  key      = "rules/key"
  property = "value"
}

gateway "edge" {
  rate_limit {
    rate = "600/1m"
    per  = "ip"
  }
}

gateway "guarded" {
  allow_from = ["203.0.113.0/24"]
  auth {
    type = "key"
  }
  cors {
    origins = ["https://rules.example.com"]
    methods = ["GET"]
  }
}

api_endpoint "hello" {
  gateway = gateway.guarded
  paths   = ["/hello"]
  methods = ["GET"]
  to      = function.hello
}

gateway "open" {}

api_endpoint "counted" {
  gateway = gateway.edge
  paths   = ["/counted"]
  methods = ["GET"]
  to      = function.hello
}

api_endpoint "web" {
  gateway = gateway.open
  paths   = ["/web/*"]
  to      = microservice.web
}

environment "cloud" {
  backend "aws" {
    artifact_bucket = "rules-artifacts"
    subnets         = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }
}
