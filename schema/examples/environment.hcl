topology "shop" {}

variable "tag" {
  type    = string
  default = "latest"
}

gateway "edge" {
  hosts = ["*"]
}

api_endpoint "storefront" {
  gateway = gateway.edge
  paths   = ["/*"]
  to      = microservice.storefront
}

microservice "storefront" {
  image    = "registry.example.com/shop/storefront:${var.tag}"
  replicas = 2
}

environment "dev" {
  backend "kubernetes" {
    namespace = "shop-dev"
  }
  variables = {
    tag = "1.5.0-rc.1"
  }
}

# A context makes plan and apply work on the cluster.
environment "prod" {
  backend "kubernetes" {
    context   = "prod"
    namespace = "shop"

    workspace {
      replicas = 3
    }
  }
  variables = {
    tag = "1.4.2"
  }

  # A deep merge; null would remove a value.
  override "gateway.edge" {
    hosts = ["shop.example.com"]
  }
  override "microservice.storefront" {
    replicas = 6
  }
}
