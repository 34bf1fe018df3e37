topology "shop" {}

environment "prod" {
  backend "aws" {}
  default = "kubernetes" # want E0621 environment.prod has no backend kubernetes
}
