# One function behind one public door. Every field that is not written here has a default.

# Exactly one topology block, in any file of this folder. Its name begins the name of every
# object that this becomes: hello-function-greet, hello-gateway-edge.
topology "hello" {
  description = "A function, a gateway and one route"
}

# A function is code that runs per request. It comes from a folder, or from an image.
function "greet" {
  runtime = "nodejs24"
  source  = "./functions/greet" # relative to this file

  env = {
    GREETING = "Hello"
  }
}

# The gateway is the only door from outside. No hosts are written, so it answers for any.
gateway "edge" {}

# A route leads from a gateway to what answers. Both are references, and a reference is what
# lets traffic through: remove this block and nothing may reach the function.
api_endpoint "greet" {
  gateway = gateway.edge
  paths   = ["/hello", "/hello/{name}"]
  methods = ["GET"]
  to      = function.greet
}

# Next steps: give the route a limit, and see with `espc plan` what that one block changes.
#
#   rate_limit {
#     rate = "10/s"
#   }
#
# Or name a cluster, by a context of your kubeconfig; then `espc plan -e dev` and `espc apply -e dev` go there.
#
#   environment "dev" {
#     backend "kubernetes" {
#       context = "dev"
#     }
#   }
