# Where it runs. The same orders in a cluster with Knative, in one with plain Deployments, in one
# with the Gateway API, and on AWS. What differs is here and nowhere else.

# Functions scale to zero and have revisions; the broker is Kafka's, because the bus keeps events;
# schemas and API documents go to a registry.
environment "knative" {
  backend "kubernetes" {
    namespace       = "orders"
    registry        = "registry.example.com/orders"
    serving         = "knative"
    kafka           = ["kafka-0.example.com:9092", "kafka-1.example.com:9092"]
    schema_registry = "https://registry.example.com"
  }

  # A new version of it gets one order in ten, until somebody takes this line away.
  override "function.place" {
    rollout {
      canary = 10
    }
  }
}

# Deployments instead of Knative Serving, and no Kafka: what was delivered is gone.
environment "plain" {
  backend "kubernetes" {
    namespace = "orders-plain"
    registry  = "registry.example.com/orders"
  }

  variables = {
    host     = "orders.dev.example.com"
    database = "postgres.dev.example.com"
  }

  override "event_bus.main" {
    retention = null # null removes
  }
}

# As "knative", but the doors are objects of the Gateway API, which the cluster's Envoy Gateway serves, and
# secrets come from Vault: Envoy takes a key as it is sent, a form that External Secrets makes.
environment "gateway-api" {
  backend "kubernetes" {
    namespace    = "orders"
    registry     = "registry.example.com/orders"
    serving      = "knative"
    gateway      = "gateway-api"
    secrets      = "external"
    secret_store = "vault"
  }

  override "event_bus.main" {
    retention = null
  }

  # Envoy fetches the keys that tokens are signed with; it takes none from a Secret.
  override "gateway.shop" {
    auth {
      public_key = null
      jwks_uri   = "https://login.example.com/.well-known/jwks.json"
    }
  }

  # It knows no burst beyond a rate.
  override "plan.partner" {
    burst = null
  }
}

# Without a stack, plan and apply work on files. `espc apply -e aws --var stack=orders` goes to AWS.
variable "stack" {
  type    = string
  default = null
}

environment "aws" {
  backend "aws" {
    region          = "eu-west-1"
    stack           = var.stack
    artifact_bucket = "orders-artifacts"
    subnets         = ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }

  # A container's own file system can be written there, by the image's own user.
  override "microservice.pdf" {
    user    = null
    scratch = null
  }

  # Certificates are Certificate Manager's there.
  override "secret.tls" {
    key = "arn:aws:acm:eu-west-1:123456789012:certificate/0b7e6c1a-5f0d-4a39-9d53-8f6c1f5a2b10"
  }
}
