# ignore W0406
topology "shop" {}

function "resize" {
  image = "acme/resize:1"
}
table "t" {
  key = "id:string"
}
secret "t" {
  key = "a"
}

environment "prod" { # want E0620 environment.prod has the backends aws and kubernetes and no default
  backend "aws" {
    stack = "shop"
  }
  backend "kubernetes" {
    secrets = "external" # want E0222 external secrets need the store
  }
  place = {
    function          = "aws"
    "function.resize" = "kubernetes"
    functoin          = "aws" # want E0622 place names "functoin"; write function
    "function.reszie" = "aws" # want E0622 place names "function.reszie"; write function.resize
    table             = "gcp" # want E0204 "gcp" is none of the values of place
  }
  overlays = ["./overlays/prod", "./overlays/prod.patch.yaml"]
  override "function.resize" {
    memory = "1Gi"
  }
  override "function.gone" { # want E0622 override names "function.gone"
    memory = "1Gi"
  }
  bind "table.t" {
    secret = secret.t
  }
  bind "function.resize" { # want E0402 bind takes a reference to table, bucket, queue, not to function.resize
    secret = secret.t
  }
}

# Another environment's addresses are looked at when it is compiled.
environment "test" {
  override "function.gone" {
    memory = "1Gi"
  }
  bind "table.gone" {
    secret = secret.gone
  }
}
