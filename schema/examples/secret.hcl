topology "shop" {}

# The field password of what the store calls shop-database. Which store, an environment says.
secret "database" {
  key      = "shop-database"
  property = "password"
}

function "orders" {
  image = "registry.example.com/shop/orders:1.4.2"
  env = {
    DATABASE_PASSWORD = secret.database
  }
}

gateway "edge" {}

api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/orders"]
  to      = function.orders
}

environment "prod" {
  backend "kubernetes" {
    secrets      = "external"
    secret_store = "vault"
  }
}
