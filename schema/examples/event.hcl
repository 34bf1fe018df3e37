topology "shop" {}

event_bus "main" {}

# Its CloudEvents type would be shop.order-placed.
event "order-placed" {
  bus    = event_bus.main
  type   = "com.example.order.placed.v1"
  schema = schema.order
}

schema "order" {
  format = "jsonschema"
  inline = {
    type     = "object"
    required = ["id"]
    properties = {
      id    = { type = "string" }
      total = { type = "number" }
    }
  }
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
