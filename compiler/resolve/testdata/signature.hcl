# ignore W0406
topology "shop" {}

event_bus "main" {}
event "e" {
  bus = event_bus.main
}
event "f" {
  bus = event_bus.main
}
gateway "edge" {}

# Both lead to one source.
function "mixed" { # want E0411 both HTTP requests and CloudEvents lead to function.mixed; split it into a function for each
  source  = "./functions/mixed"
  runtime = "nodejs24"
  on "e" {
    event = event.e
  }
}
api_endpoint "mixed" {
  gateway = gateway.edge
  paths   = ["/mixed"]
  to      = function.mixed
}

# An image says its own.
function "image" { # want E0411 both HTTP requests and CloudEvents lead to function.image; write signature
  image = "acme/image:1"
}
function "image-says" {
  image     = "acme/image:1"
  signature = "http"
}
schedule "tick" {
  every = "1m"
  to    = function.image
}
schedule "tock" {
  every = "1m"
  to    = function.image-says
}
function "caller" {
  image = "acme/caller:1"
  calls = [function.image, function.image-says]
}

# A source that says another one than it is called in.
function "says-http" {
  source    = "./functions/x"
  runtime   = "nodejs24"
  signature = "http" # want E0411 function.says-http has the signature http, and CloudEvents are delivered to it
  on "e" {
    event       = event.e
    dead_letter = function.says-event
  }
}
function "says-event" {
  source    = "./functions/x"
  runtime   = "nodejs24"
  signature = "cloudevent"
}
function "enriches" {
  source    = "./functions/x"
  runtime   = "nodejs24"
  signature = "cloudevent" # want E0411 has the signature cloudevent, and HTTP requests lead to it
}
integration "i" {
  from = event.e
  step "more" {
    enrich {
      call = function.enriches
    }
  }
  to = [function.receives]
}
function "receives" {
  source  = "./functions/x"
  runtime = "nodejs24"
}
