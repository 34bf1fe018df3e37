# Integrations: state machines with each kind of target and dead letter, and one that a rule does alone.

integration "kept" {
  from = event.placed
  step "asked" {
    enrich { call = function.whisper }
  }
  step "priced" {
    enrich { call = service_endpoint.out }
  }
  to = [event.changed, function.note, service_endpoint.sink, queue.more, microservice.sessions]
}

integration "named" {
  from        = event.changed
  dead_letter = queue.dead
  to          = [function.note]
}

integration "told" {
  from        = event.alarm
  dead_letter = event.failed
  to          = [function.note]
}

integration "clocked" {
  dead_letter = queue.dead
  to          = [event.alarm]
}

integration "hourly" {
  to = [function.note]
}

integration "plain" {
  from = event.typed
  step "short" {
    transform { jsonata = "{ \"order\": data.id }" }
  }
  to = [queue.more]
}

event "typed" {
  bus    = event_bus.main
  schema = schema.typed
}
schema "typed" {
  format = "jsonschema"
  inline = { type = "object", required = ["id"], properties = { id = { type = "string" } } }
}
function "type" {
  runtime   = "nodejs24"
  source    = "./code"
  publishes = [event.typed]
}
function "note" {
  runtime = "nodejs24"
  source  = "./code"
}

schedule "night" {
  cron = "0 2 * * *"
  to   = integration.clocked
}
schedule "hour" {
  every = "1h"
  to    = integration.hourly
}

service_endpoint "sink" { urls = ["https://sink.example.com/in"] }
