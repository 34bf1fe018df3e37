topology "shop" {}

gateway "edge" {}

api_endpoint "stock" {
  gateway = gateway.edge
  paths   = ["/stock/{sku}"]
  to      = microservice.stock
  scopes  = ["stock:read"]

  auth {
    type = "key"
  }
}

microservice "stock" {
  image = "registry.example.com/shop/stock:1.4.2"
}

plan "partner" {
  rate  = "20/s"
  burst = 40

  # The stock is asked more often than all else.
  limit "api_endpoint.stock" {
    rate = "50/s"
  }
}

consumer "acme" {
  plan   = plan.partner
  key    = secret.acme-key
  scopes = ["stock:read"]
}

secret "acme-key" {
  key = "acme-api-key"
}
