topology "shop" {}

table "orders" {
  key      = "customer:string"
  sort_key = "placedAt:number"
  ttl      = "expiresAt"

  index "by-status" {
    key      = "status:string"
    sort_key = "placedAt:number"
  }
}

# The table's name is in ESPC_TABLE_ORDERS_NAME.
function "place" {
  image = "registry.example.com/shop/place:1.4.2"
  uses  = [{ of = table.orders, access = "readwrite" }]
}

gateway "edge" {}

api_endpoint "place" {
  gateway = gateway.edge
  paths   = ["/orders"]
  to      = function.place
}

environment "prod" {
  backend "aws" {
    region = "eu-west-1"
    stack  = "shop-prod"
  }
}
