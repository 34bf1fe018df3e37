topology "shop" {}

# Keeps what it carried for a week, so that it can be replayed.
event_bus "main" {
  retention = "7d"
}

event "order-placed" {
  bus = event_bus.main
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
