topology "kube" {}
environment "prod" {
  backend "kubernetes" {
    namespace = "cube"
  }
}
