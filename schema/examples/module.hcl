topology "shop" {}

gateway "edge" {}

api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/orders"]
  to      = function.orders
}

function "orders" {
  image = "registry.example.com/shop/orders:1.4.2"
  calls = [module.audit.log]
}

# The folder ./modules/audit holds a topology's files without a topology block. Its function "log" joins
# as function.audit-log, and its output "log" is that function.
module "audit" {
  source = "./modules/audit"
  tag    = "2.1.0"
}
