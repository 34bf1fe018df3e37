topology "shop" {}

connector "main" {
  type     = "postgresql"
  host     = "db.example.com"
  database = "shop"
  username = "shop"
  password = secret.database
}

event_bus "main" {}

event "order-placed" {
  bus = event_bus.main
}

# The service writes an order, and a row of the outbox, in one transaction of its database.
module "orders" {
  source    = "std/outbox"
  connector = connector.main
  event     = event.order-placed
  every     = "1m"
}

microservice "order" {
  image = "registry.example.com/shop/order:1.4.2"
  env = {
    PGPASSWORD = secret.database
  }
}

function "ship" {
  image = "registry.example.com/shop/ship:1.4.2"

  on "placed" {
    event = event.order-placed
  }
}

secret "database" {
  key      = "shop-database"
  property = "password"
}
