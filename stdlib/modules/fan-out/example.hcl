topology "shop" {}

event_bus "main" {}

event "order-placed" {
  bus = event_bus.main
}

# Each of the three gets every order that it cares for, in its own time.
module "placed" {
  source = "std/fan-out"
  from   = event.order-placed
  bus    = event_bus.main

  targets = {
    books     = { to = service_endpoint.books, transform = "{ \"number\": data.id, \"amount\": data.total }" }
    warehouse = { to = function.pick }
    sales     = { to = function.congratulate, when = "data.total > 1000" }
  }
}

function "order" {
  image     = "registry.example.com/shop/order:1.4.2"
  publishes = [event.order-placed]
}

function "pick" {
  image = "registry.example.com/shop/pick:1.4.2"
}

function "congratulate" {
  image = "registry.example.com/shop/congratulate:1.4.2"
}

service_endpoint "books" {
  urls = ["https://books.example.com/entries"]
}

gateway "edge" {}

api_endpoint "order" {
  gateway = gateway.edge
  paths   = ["/orders"]
  methods = ["POST"]
  to      = function.order
}
