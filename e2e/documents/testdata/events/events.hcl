# Events with schemas of each format, and who sends and receives them.

topology "events" {}

event_bus "main" {}
event_bus "aws" { existing = "default" }

event "placed" {
  bus    = event_bus.main
  schema = schema.order
}
event "paid" {
  bus    = event_bus.main
  schema = schema.payment
}
event "sent" {
  bus    = event_bus.main
  schema = schema.parcel
}
event "failed" { bus = event_bus.main }
event "alarm" {
  bus    = event_bus.aws
  type   = "com.example.alarm"
  source = "https://example.com/alarms"
}

schema "order" {
  format = "jsonschema"
  inline = {
    "$schema" = "https://json-schema.org/draft/2020-12/schema"
    "$defs"   = { item = { type = "object", properties = { sku = { type = "string" } } } }
    type      = "object"
    properties = {
      items = { type = "array", items = { "$ref" = "#/$defs/item" } }
    }
  }
}
schema "payment" {
  format = "avro"
  file   = "./schemas/payment.avsc"
}
schema "parcel" {
  format  = "protobuf"
  file    = "./schemas/parcel.proto"
  version = "2.1.0"
}

function "buy" {
  runtime   = "nodejs24"
  source    = "./code"
  publishes = [event.placed, event.paid, event.alarm]
}
function "ship" {
  runtime   = "nodejs24"
  source    = "./code"
  publishes = [event.sent]
  on "placed" {
    event       = event.placed
    dead_letter = event.failed
  }
  on "alarm" { event = event.alarm }
}
schedule "nightly" {
  every = "1d"
  to    = event.failed
}
