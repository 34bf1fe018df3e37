topology "shop" {}

gateway "edge" {}

# One in ten requests goes to the new version.
api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/orders", "/orders/{id}"]
  methods = ["GET", "POST"]
  timeout = "10s"

  to "current" {
    target = microservice.orders
    weight = 90
  }
  to "next" {
    target = microservice.orders-next
    weight = 10
  }
}

# /admin/users reaches the service as /users.
api_endpoint "admin" {
  gateway    = gateway.edge
  paths      = ["/admin/*"]
  to         = microservice.admin
  strip_path = true

  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["shop-admin"]
    public_key = secret.login-key
  }
}

secret "login-key" {
  key = "login-public-key"
}

microservice "orders" {
  image = "registry.example.com/shop/orders:1.4.2"
}

microservice "orders-next" {
  image = "registry.example.com/shop/orders:2.0.0-rc.1"
}

microservice "admin" {
  image = "registry.example.com/shop/admin:1.4.2"
}
