# A workload in a cluster of EKS calls a function of AWS.
topology "rules" {}

function "near" {
  runtime = "nodejs24"
  source  = "f"
  calls   = [function.far]
}

function "far" {
  runtime = "nodejs24"
  source  = "f"
}

environment "both" {
  backend "kubernetes" {
    context = "arn:aws:eks:eu-central-1:123456789012:cluster/rules"
  }
  backend "aws" {
    region          = "eu-central-1"
    artifact_bucket = "rules-artifacts"
  }
  default = "kubernetes"
  place   = { "function.far" = "aws" }
}
