topology "cafe" {}

connector "main" {
  type = "memory"
}

model "coffee-shop" {
  connector = connector.main

  property "name" {
    type     = "string"
    required = true
  }
  property "city" {
    type  = "string"
    index = true
  }

  relation "reviews" {
    type  = "hasMany"
    model = model.review
  }

  # Everyone reads, who is logged in writes.
  access "deny" {
    principal = "everyone"
    allow     = false
  }
  access "read" {
    principal = "everyone"
    operation = "read"
    allow     = true
  }
  access "write" {
    principal = "authenticated"
    operation = "write"
    allow     = true
  }
}

model "review" {
  connector = connector.main

  property "stars" {
    type     = "integer"
    required = true
  }

  relation "shop" {
    type        = "belongsTo"
    model       = model.coffee-shop
    foreign_key = "coffeeShopId"
  }
}

gateway "edge" {}

# The models' REST root is /api/<plural>.
api_endpoint "shops" {
  gateway = gateway.edge
  paths   = ["/api/coffee-shops", "/api/coffee-shops/*"]
  to      = model.coffee-shop
}

api_endpoint "reviews" {
  gateway = gateway.edge
  paths   = ["/api/reviews", "/api/reviews/*"]
  methods = ["GET"]
  to      = model.review
}
