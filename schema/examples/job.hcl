topology "shop" {}

# Runs once for each change of it, before the new checkout starts.
job "migrate" {
  image   = "registry.example.com/shop/migrations:1.4.2"
  args    = ["up"]
  before  = [microservice.checkout]
  timeout = "15m"

  env = {
    DATABASE_URL = secret.database
  }
}

microservice "checkout" {
  image = "registry.example.com/shop/checkout:1.4.2"
}

secret "database" {
  key      = "shop-database"
  property = "url"
}

gateway "edge" {}

api_endpoint "checkout" {
  gateway = gateway.edge
  paths   = ["/checkout"]
  to      = microservice.checkout
}
