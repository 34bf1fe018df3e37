topology "shop" {}

service_endpoint "payments" {
  urls = ["https://eu.payments.example.com/v2", "https://us.payments.example.com/v2"]

  auth {
    type   = "bearer"
    secret = secret.payments
  }

  health {
    path = "/health"
  }
}

secret "payments" {
  key      = "payments"
  property = "token"
}

function "pay" {
  image = "registry.example.com/shop/pay:1.4.2"
  calls = [service_endpoint.payments]
}

gateway "edge" {}

api_endpoint "pay" {
  gateway = gateway.edge
  paths   = ["/pay"]
  methods = ["POST"]
  to      = function.pay
}
