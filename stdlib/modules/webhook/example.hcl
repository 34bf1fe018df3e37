topology "builds" {}

gateway "edge" {}

event_bus "main" {}

event "pushed" {
  bus = event_bus.main
}

# What GitHub sends to /hooks/github becomes the event "pushed".
module "github" {
  source  = "std/webhook"
  gateway = gateway.edge
  path    = "/hooks/github"
  secret  = secret.github
  event   = event.pushed
}

function "build" {
  image = "registry.example.com/builds/build:1.4.2"

  on "pushed" {
    event  = event.pushed
    filter = { kind = "push", "data.ref" = "refs/heads/main" }
  }
}

secret "github" {
  key      = "builds-github"
  property = "hook-key"
}
