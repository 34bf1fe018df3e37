topology "shop" {}

microservice "checkout" {
  image = "registry.example.com/shop/checkout:1.4.2"
  port  = 9000
  calls = [microservice.search]

  env = {
    LOG_LEVEL = "info"
    SEARCH    = { of = microservice.search, part = "address" }
  }

  scale {
    min = 2
    max = 10
  }

  health {
    type = "http"
    path = "/healthz"
  }

  scratch "tmp" {
    path = "/tmp"
    size = "64Mi"
  }
}

# A volume makes it a StatefulSet of one replica.
microservice "search" {
  image    = "registry.example.com/shop/search:2.0.0"
  protocol = "grpc"
  port     = 50051
  memory   = "1Gi"

  volume "data" {
    size = "10Gi"
    path = "/var/lib/search"
  }

  file "/etc/search/config.json" {
    inline = "{\"refresh\": \"5s\"}"
  }
}

gateway "edge" {}

api_endpoint "checkout" {
  gateway = gateway.edge
  paths   = ["/checkout/*"]
  to      = microservice.checkout
}
