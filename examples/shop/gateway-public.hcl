# The door for customers and partners.

gateway "public" {
  hosts    = [var.host, "api.${var.host}"]
  replicas = 2
  memory   = "512Mi"
  cpu      = "200m"

  tls {
    secret = secret.tls
  }

  # Defaults for every endpoint below. An endpoint's own block replaces the whole block.
  rate_limit {
    rate = "50/s"
    per  = "ip"
  }

  cors {
    origins     = ["https://${var.host}"]
    methods     = ["GET", "POST", "PUT", "DELETE"]
    headers     = ["Authorization", "Content-Type"]
    credentials = true
    max_age     = "1h"
  }

  headers {
    request_remove = ["X-Internal-User"]
    response_set = {
      "Strict-Transport-Security" = "max-age=31536000; includeSubDomains"
      "X-Content-Type-Options"    = "nosniff"
    }
    response_remove = ["X-Powered-By"]
  }
}

# For customers ----------------------------------------------------------------------------------

# Everything that no other endpoint takes. The most specific route wins, so this one never does
# when there is another.
api_endpoint "storefront" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/*"]
  methods = ["GET", "HEAD"]
  to      = microservice.storefront
}

locals {
  # What the catalog shows to everyone, read-only.
  catalog = {
    products      = model.product
    categories    = model.category
    announcements = model.announcement
  }
}

# api_endpoint.catalog-products, api_endpoint.catalog-categories, …
api_endpoint "catalog" {
  for_each = local.catalog

  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/api/${each.key}", "/api/${each.key}/*"]
  methods = ["GET", "HEAD"]
  to      = each.value
}

# Reviews and votes are read by everyone; adding one is limited hard.
api_endpoint "reviews" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/api/reviews", "/api/reviews/*"]
  methods = ["GET", "HEAD"]
  to      = model.review
}

api_endpoint "review-add" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/api/reviews", "/api/reviews/{id}/votes"]
  methods = ["POST"]
  to      = model.review

  rate_limit {
    rate = "5/10m"
    per  = "ip"
  }
}

# Customers log in against the model itself (POST /api/customers/login), and wishlists let only
# their owner in. Both are the models' own access rules, so the gateway just passes requests on.
api_endpoint "customers" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/api/customers", "/api/customers/*"]
  to      = model.customer
}

api_endpoint "wishlists" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/api/wishlists", "/api/wishlists/*"]
  to      = model.wishlist
}

api_endpoint "cart" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/api/carts", "/api/carts/{id}"]
  methods = ["GET", "POST", "PUT", "PATCH"]
  to      = model.cart
}

# A token of the identity provider, checked with its public key.
api_endpoint "checkout" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/checkout", "/checkout/*"]
  methods = ["GET", "POST"]
  to      = microservice.checkout
  timeout = "20s"

  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["shop"]
    public_key = secret.login-public-key
  }

  rate_limit {
    rate = "20/min"
    per  = "consumer"
  }
}

api_endpoint "search" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/search"]
  methods = ["GET"]
  to      = function.search
}

api_endpoint "quote" {
  gateway = gateway.public
  hosts   = [var.host]
  paths   = ["/shipping/quote"]
  methods = ["POST"]
  to      = function.quote
}

# /img/<signature>/rs:fill:400:300/plain/mug.jpg reaches the image service as /<signature>/….
api_endpoint "images" {
  gateway    = gateway.public
  hosts      = [var.host]
  paths      = ["/img/*"]
  methods    = ["GET", "HEAD"]
  to         = microservice.images
  strip_path = true

  headers {
    response_set = { "Cache-Control" = "public, max-age=86400" }
  }
}

# /recommendations/for/ABC-1 goes out as /v2/for/ABC-1: the prefix is stripped, and the path of the
# service's URL put before what is left.
api_endpoint "recommendations" {
  gateway    = gateway.public
  hosts      = [var.host]
  paths      = ["/recommendations/*"]
  methods    = ["GET"]
  to         = service_endpoint.recommendations
  strip_path = true
  timeout    = "2s"
}

# Where a parcel is, asked of its carrier: /track/nord/123 goes out as /parcels/123.
api_endpoint "track" {
  for_each = local.carriers

  gateway    = gateway.public
  hosts      = [var.host]
  paths      = ["/track/${each.key}/{number}"]
  methods    = ["GET"]
  to         = service_endpoint.carrier[each.key]
  strip_path = true
  rewrite    = "/parcels"
}

# For partners -----------------------------------------------------------------------------------

# On a host of their own, with a key: Authorization: apikey <keyId>:<keySecret>. Whose key it is
# decides what it may do (consumers.hcl).
api_endpoint "partner-orders" {
  gateway    = gateway.public
  hosts      = ["api.${var.host}"]
  paths      = ["/v1/orders/*"]
  methods    = ["GET"]
  to         = model.order
  strip_path = true
  rewrite    = "/api/orders" # /v1/orders/7 becomes /api/orders/7
  scopes     = ["orders:read"]

  auth {
    type = "key"
  }
}

api_endpoint "partner-stock" {
  gateway    = gateway.public
  hosts      = ["api.${var.host}"]
  paths      = ["/v1/stock/*"]
  methods    = ["GET"]
  to         = model.stock-level
  strip_path = true
  rewrite    = "/api/stock-levels"

  # In the query for spreadsheets: ?apikey=keyId:keySecret.
  auth {
    type = "key"
    in   = "query"
    name = "apikey"
  }
}

# What others send to us -------------------------------------------------------------------------

# One module, twice: a function that checks a signature, and its route. What comes of it is
# function.payment-hook-receiver, api_endpoint.payment-hook-route, and so on.
module "payment-hook" {
  source   = "./modules/signed-webhook"
  provider = "payments"
  gateway  = gateway.public
  host     = var.host
  key      = secret.payment-hook
  orders   = model.order
  status   = "paid"
}

module "parcel-hook" {
  source   = "./modules/signed-webhook"
  provider = "parcels"
  gateway  = gateway.public
  host     = var.host
  key      = secret.parcel-hook
  orders   = model.order
  status   = "shipped"
}
