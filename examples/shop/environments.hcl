# Where it runs. The files above say what the shop is; what differs from place to place is here and
# nowhere else. But for "cloud" no backend names a cluster (`context`), so plan and apply work on
# deploy/<environment>/.

environment "dev" {
  backend "kubernetes" {
    namespace = "shop-dev"
    registry  = "registry.dev.example.com/shop"

    workspace {
      replicas = 1
      memory   = "512Mi"
    }
  }

  variables = {
    host          = "shop.dev.example.com"
    images        = "registry.dev.example.com/shop"
    tag           = "1.5.0-dev.7"
    database_host = "postgres.dev.example.com"
    redis_host    = "redis.dev.example.com"
    log_level     = "debug"
  }

  # Tables follow the models at every start. Elsewhere that is a migration somebody runs.
  override "connector.main" {
    migrate = true
  }

  override "gateway.public" {
    replicas   = 1
    rate_limit = null # null removes: load tests run here
  }

  override "microservice.storefront" {
    replicas = 1
  }

  override "microservice.checkout" {
    scale {
      min = 1
      max = 2
    }
  }

  override "microservice.search-index" {
    volume "data" {
      size = "1Gi"
    }
  }

  override "schedule.settlement" {
    enabled = false
  }
}

# As prod, but smaller, and against the sandboxes of those outside.
environment "staging" {
  backend "kubernetes" {
    namespace = "shop-staging"
    registry  = "registry.example.com/shop"
    secrets   = "existing"
  }

  variables = {
    host          = "shop.staging.example.com"
    tag           = "1.5.0-rc.1"
    database_host = "postgres.staging.example.com"
    redis_host    = "redis.staging.example.com"
  }

  override "service_endpoint.payments" {
    urls = ["https://sandbox.payments.example.com"]
  }

  # A deep merge: the other variables of checkout stay as they are.
  override "microservice.checkout" {
    env = {
      CHECKOUT_DRY_RUN = "true"
    }
  }
}

environment "prod" {
  backend "kubernetes" {
    namespace    = "shop"
    registry     = "registry.example.com/shop"
    secrets      = "external" # by the External Secrets operator, from the store below
    secret_store = "vault"

    workspace {
      replicas = 3
      memory   = "1Gi"
      cpu      = "500m"
    }
  }

  variables = {
    host          = "shop.example.com"
    tag           = "1.4.2"
    database_host = "postgres.prod.example.com"
    redis_host    = "redis.prod.example.com"
  }

  override "gateway.public" {
    replicas = 4
    memory   = "1Gi"
  }

  override "microservice.storefront" {
    replicas = 3
  }

  override "microservice.checkout" {
    scale {
      min = 4
      max = 20
    }
  }

  override "microservice.search-index" {
    memory = "4Gi"
    cpu    = "1"
    volume "data" {
      size = "50Gi"
    }
  }

  override "function.search" {
    scale {
      min = 3
      max = 30
    }
  }

  # What the language does not say: an ordinary kustomization over the output.
  overlays = ["./overlays/prod"]
}

# As prod, but in a cluster of EKS, with what is asked for now and then as functions of AWS. Which
# cluster it is, the name says that `aws eks update-kubeconfig` gives the context: workloads of it
# that call AWS get roles of their own. `espc apply -e cloud --var stack=shop-cloud` goes to both, what is
# called first.
environment "cloud" {
  backend "kubernetes" {
    context   = "arn:aws:eks:eu-central-1:123456789012:cluster/shop"
    namespace = "shop"
    registry  = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop"
  }

  backend "aws" {
    region          = "eu-central-1"
    stack           = var.stack
    artifact_bucket = "example-shop-artifacts"
  }

  default = "kubernetes"
  place = {
    "function.quote"        = "aws" # the public gateway calls it, by a role
    "function.expire-carts" = "aws" # calls a model in the cluster, through the public gateway
    "schedule.expire-carts" = "aws"
  }

  variables = {
    cloud         = true
    host          = "shop.example.com"
    images        = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop"
    tag           = "1.4.2"
    database_host = "postgres.cloud.example.com"
    redis_host    = "redis.cloud.example.com"
  }

  # Lambda gives CPU by memory: 128Mi would be a fourteenth of a core.
  override "function.quote" {
    memory = "256Mi"
  }

  override "function.expire-carts" {
    env = {
      CARTS_KEY = secret.upkeep-carts
    }
  }
}
