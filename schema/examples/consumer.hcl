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

# May call the stock with its key, as often as its plan says.
consumer "acme" {
  plan      = plan.partner
  key       = secret.acme-key
  scopes    = ["stock:read"]
  endpoints = [api_endpoint.stock]
}

secret "acme-key" {
  key = "acme-api-key"
}

plan "partner" {
  rate = "20/s"
}
