topology "kube" {}
environment "prod" { # want E0624 the namespace kube-prod can't be used
  backend "kubernetes" {
    secret_store = "vault" # want W0225 does not read secret_store
  }
}
