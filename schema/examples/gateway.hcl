topology "shop" {}

# What is said here holds for each endpoint that says nothing of its own.
gateway "edge" {
  hosts = ["shop.example.com", "*.shop.example.com"]

  tls {
    secret = secret.certificate
  }

  rate_limit {
    rate  = "100/s"
    burst = 200
    per   = "ip"
  }

  cors {
    origins = ["https://shop.example.com"]
    methods = ["GET", "POST"]
  }

  headers {
    response_set = {
      Strict-Transport-Security = "max-age=31536000"
    }
    response_remove = ["X-Powered-By"]
  }
}

secret "certificate" {
  key = "shop-certificate"
}

api_endpoint "storefront" {
  gateway = gateway.edge
  hosts   = ["shop.example.com"]
  paths   = ["/*"]
  to      = microservice.storefront
}

microservice "storefront" {
  image = "registry.example.com/shop/storefront:1.4.2"
}
