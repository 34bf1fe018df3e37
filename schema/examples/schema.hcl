topology "shop" {}

schema "order" {
  format        = "jsonschema"
  version       = "1.2.0"
  compatibility = "backward"
  inline = {
    type     = "object"
    required = ["id"]
    properties = {
      id    = { type = "string" }
      total = { type = "number", minimum = 0 }
    }
  }
}

event_bus "main" {}

event "order-placed" {
  bus    = event_bus.main
  schema = schema.order
}

function "order" {
  image     = "registry.example.com/shop/order:1.4.2"
  publishes = [event.order-placed]
}

function "ship" {
  image = "registry.example.com/shop/ship:1.4.2"

  on "placed" {
    event = event.order-placed
  }
}

gateway "edge" {}

api_endpoint "order" {
  gateway = gateway.edge
  paths   = ["/order"]
  to      = function.order
}
