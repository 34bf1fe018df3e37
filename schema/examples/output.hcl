topology "shop" {}

gateway "edge" {}

api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/orders"]
  to      = function.orders
}

function "orders" {
  image = "registry.example.com/shop/orders:1.4.2"
}

# Known when it is deployed, and shown then.
output "url" {
  value = gateway.edge.url
}
