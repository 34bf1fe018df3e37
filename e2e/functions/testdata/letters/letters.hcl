# What functions-framework makes of requests and events, what a function publishes and calls, and what becomes of one that fails or takes
# too long. ../letters.yaml asks it.

topology "letters" {}

environment "cluster" {
  backend "kubernetes" {
    namespace = "letters"
  }
}

event_bus "post" {}

event "sent" {
  bus = event_bus.post
}

event "read" {
  bus    = event_bus.post
  type   = "letters.been-read"
  source = "/letters/readers"
}

# Does what the path says.
function "parrot" {
  runtime   = "nodejs24"
  source    = "./functions/parrot"
  timeout   = "1s"
  publishes = [event.sent, event.read]
  calls     = [function.old, service_endpoint.outside]

  env = {
    PLAIN  = "$${HOME} `id` 'x' \"y\" é"
    SECRET = secret.word
    OLD    = { of = function.old, part = "url" }
  }
}

function "clerk" {
  runtime = "nodejs24"
  source  = "./functions/clerk"
  on "sent" {
    event  = event.sent
    filter = { "data.weight" = { gt = 10 } }
  }
}

function "poet" {
  runtime = "python3.13"
  source  = "./functions/poet"
  on "sent" {
    event = event.sent
  }
}

function "old" {
  runtime = "nodejs22"
  source  = "./functions/old"
  handler = "main.answer"
}

service_endpoint "outside" {
  urls = ["https://outside.example.com/base"]
}

secret "word" {
  key      = "letters"
  property = "word"
}

gateway "door" {}

api_endpoint "parrot" {
  gateway = gateway.door
  paths   = ["/*"]
  to      = function.parrot
}
