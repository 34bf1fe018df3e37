# What no example needs on Kubernetes, so that every rule is asked about.
topology "rules" {}

event_bus "main" {
  ordered = true
}

event "told" {
  bus = event_bus.main
}

function "hear" {
  runtime = "nodejs24"
  source  = "f"
  on "told" {
    event = event.told
  }
}

schedule "sunday" {
  cron = "0 6 * * 7"
  to   = function.hear
}

schedule "tick" {
  every = "1h"
  to    = event.told
}

microservice "web" {
  image  = "registry.example.com/web:1"
  port   = 8080
  memory = "1024Mi"
  env    = { TEXT = "a $(HOME)" }
}

gateway "edge" {
  hosts = ["rules.example.com"]
  tls {
    secret = secret.tls
  }
}

secret "tls" {
  key = "rules-tls"
}

api_endpoint "web" {
  gateway = gateway.edge
  paths   = ["/web/*"]
  to      = microservice.web
  headers {
    request_set  = { "X-Share" = "100%" }
    response_set = { "X-Rules" = "yes" }
  }
}

environment "plain" {
  backend "kubernetes" {
    kafka = ["kafka.example.com:9092"]
  }
}

environment "serving" {
  backend "kubernetes" {
    serving = "knative"
    gateway = "gateway-api"
    kafka   = ["kafka.example.com:9092"]
  }
}
