topology "cafe" {}

connector "main" {
  type     = "postgresql"
  host     = "postgres.example.com"
  database = "cafe"
  username = "cafe"
  password = secret.postgres
}

secret "postgres" {
  key      = "cafe-postgres"
  property = "password"
}

model "order" {
  connector = connector.main

  property "table" {
    type     = "integer"
    required = true
  }
}

gateway "edge" {}

api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/api/orders", "/api/orders/*"]
  to      = model.order
}
