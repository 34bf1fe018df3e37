topology "shop" {}

event_bus "main" {}

event "order-placed" {
  bus = event_bus.main
}

event "large-order" {
  bus = event_bus.main
}

# Orders of more than a thousand, with who placed them, in few words.
module "large" {
  source    = "std/event-pipeline"
  from      = event.order-placed
  when      = "data.total > 1000"
  call      = function.customer
  into      = "customer"
  transform = "{ \"order\": data.id, \"name\": data.customer.name, \"total\": data.total }"
  to        = [event.large-order]
  bus       = event_bus.main
}

function "order" {
  image     = "registry.example.com/shop/order:1.4.2"
  publishes = [event.order-placed]
}

function "customer" {
  image = "registry.example.com/shop/customer:1.4.2"
}

function "sales" {
  image = "registry.example.com/shop/sales:1.4.2"

  on "large" {
    event = event.large-order
  }
  on "failed" {
    event = module.large.failed
  }
}

gateway "edge" {}

api_endpoint "order" {
  gateway = gateway.edge
  paths   = ["/orders"]
  methods = ["POST"]
  to      = function.order
}
