# The shop's data. Every model is a REST API under /api/<plural>. They share one workspace, but for
# those that a microservice takes (services.hcl).

# The catalog ------------------------------------------------------------------------------------

model "product" {
  connector = connector.main

  property "sku" {
    type        = "string"
    id          = true
    required    = true
    description = "The article number, as printed on the box"
  }
  property "name" {
    type     = "string"
    required = true
    index    = true
  }
  property "description" {
    type = "string"
  }
  property "priceCents" {
    type     = "integer"
    required = true
  }
  property "photo" {
    type        = "string"
    description = "Path of the photo in the photo store"
  }
  property "active" {
    type    = "boolean"
    default = true
  }

  # Many to many, through a model of its own so that the order within a category has a place.
  relation "categories" {
    type    = "hasMany"
    model   = model.category
    through = model.product-category
  }
  relation "stock" {
    type  = "hasOne"
    model = model.stock-level
  }
}

model "category" {
  connector = connector.main

  property "name" {
    type     = "string"
    required = true
    unique   = true
  }

  relation "products" {
    type    = "hasMany"
    model   = model.product
    through = model.product-category
  }
}

# Not public: it has no API of its own and shows only through the relations of the other two.
model "product-category" {
  connector = connector.main
  public    = false

  property "position" {
    type    = "integer"
    default = 0
  }

  relation "product" {
    type  = "belongsTo"
    model = model.product
  }
  relation "category" {
    type  = "belongsTo"
    model = model.category
  }
}

# The warehouse writes this straight to the table; here it can only be read.
model "stock-level" {
  connector = connector.main
  readonly  = true

  property "available" {
    type     = "integer"
    required = true
  }

  relation "product" {
    type  = "belongsTo"
    model = model.product
  }
}

# Customers and what is theirs -------------------------------------------------------------------

# The base User brings e-mail, password hashes, login and access tokens, and rules that keep one
# customer's record from another.
model "customer" {
  connector = connector.main
  base      = "User"

  property "newsletter" {
    type    = "boolean"
    default = false
  }

  relation "wishlists" {
    type  = "hasMany"
    model = model.wishlist
  }
}

# Only its owner sees a wishlist. The most specific rule decides, so the first one is the floor.
model "wishlist" {
  connector = connector.main

  property "title" {
    type     = "string"
    required = true
  }
  property "skus" {
    type = "array"
  }

  relation "customer" {
    type  = "belongsTo"
    model = model.customer
  }

  access "nobody" {
    principal = "everyone"
    allow     = false
  }
  access "create" {
    principal = "authenticated"
    method    = "create"
    allow     = true
  }
  access "own" {
    principal = "owner"
    operation = "all"
    allow     = true
  }
  access "support" {
    principal = "support"
    operation = "read"
    allow     = true
  }
}

# Orders -----------------------------------------------------------------------------------------

# No access rules: nothing reaches orders but checkout, the invoices, and the routes that ask for a
# token or a key (gateway-public.hcl, gateway-backoffice.hcl).
model "order" {
  connector = connector.main

  property "number" {
    type     = "string"
    required = true
    unique   = true
  }
  property "customerEmail" {
    type     = "string"
    required = true
    index    = true
  }
  property "placedAt" {
    type     = "date"
    required = true
  }
  property "status" {
    type        = "string"
    default     = "open"
    description = "open, paid, shipped or cancelled"
  }
  property "shippingAddress" {
    type = "object"
  }

  relation "items" {
    type  = "hasMany"
    model = model.order-item
  }
}

model "order-item" {
  connector = connector.main

  property "sku" {
    type     = "string"
    required = true
  }
  property "quantity" {
    type     = "integer"
    required = true
  }
  property "priceCents" {
    type     = "integer"
    required = true
  }

  relation "order" {
    type  = "belongsTo"
    model = model.order
  }
}

# Not strict: the storefront keeps what it likes in a cart.
model "cart" {
  connector = connector.carts
  strict    = false

  property "updatedAt" {
    type     = "date"
    required = true
  }
  property "lines" {
    type = "array"
  }
}

# The line on top of every page. It runs alone in microservice.announcements: the back office sets
# it, a restart forgets it.
model "announcement" {
  connector = connector.scratch

  property "text" {
    type     = "string"
    required = true
  }
}

# Reviews ----------------------------------------------------------------------------------------

# These two run in microservice.reviews, so that a flood of reviews never slows the catalog.
model "review" {
  connector = connector.main

  property "sku" {
    type     = "string"
    required = true
    index    = true
  }
  property "rating" {
    type        = "integer"
    required    = true
    description = "1 to 5"
  }
  property "text" {
    type = "string"
  }

  relation "votes" {
    type  = "hasMany"
    model = model.review-vote
  }

  access "no-rewriting" {
    principal = "everyone"
    operation = "write"
    allow     = false
  }
  access "add" {
    principal = "everyone"
    method    = "create"
    allow     = true
  }
  access "vote" {
    principal = "everyone"
    method    = "__create__votes" # POST /api/reviews/{id}/votes
    allow     = true
  }
}

model "review-vote" {
  connector = connector.main

  property "helpful" {
    type     = "boolean"
    required = true
  }

  relation "review" {
    type  = "belongsTo"
    model = model.review
  }
}
