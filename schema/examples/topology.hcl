# The application's name starts every name that the compiler makes.
topology "shop" {
  description = "A small shop"
  labels = {
    team = "storefront"
  }
}

gateway "edge" {}

api_endpoint "hello" {
  gateway = gateway.edge
  paths   = ["/hello"]
  to      = function.hello
}

function "hello" {
  image = "registry.example.com/hello:1.0.0"
}
