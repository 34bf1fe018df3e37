topology "shop" {}

connector "main" {
  type     = "postgresql"
  host     = "db.example.com"
  database = "shop"
  username = "shop"
  password = secret.database
}

gateway "edge" {
  auth {
    type = "key"
  }
}

# Everybody may read what is at /api/products; who has the scope may write it.
module "product" {
  source    = "std/crud-api"
  gateway   = gateway.edge
  connector = connector.main
  plural    = "products"
  writers   = "products:write"

  properties = {
    name  = { type = "string", required = true, index = true }
    cents = { type = "integer", required = true }
  }
}

consumer "backoffice" {
  key    = secret.backoffice
  scopes = ["products:write"]
}

secret "database" {
  key      = "shop-database"
  property = "password"
}

secret "backoffice" {
  key      = "shop-consumers"
  property = "backoffice"
}
