# ignore W0406
topology "shop" {}

# AWS has no ingress, so two gateways may have one host.
gateway "a" {}
gateway "b" {}
environment "prod" {
  backend "aws" {}
}
