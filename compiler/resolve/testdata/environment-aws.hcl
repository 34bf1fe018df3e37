# ignore W0406
topology "shop" {}

table "t" {
  key = "id:string"
}
secret "t" {
  key = "a"
}
environment "prod" {
  backend "aws" {}
  place = {
    table = "kubernetes" # want E0621 has no backend kubernetes
  }
  overlays = ["./overlays/prod", "./a.patch.yaml"] # want E0623 the overlay ./overlays/prod is for kubernetes
  bind "table.t" { # want E0623 bind is about Kubernetes
    secret = secret.t
  }
}
