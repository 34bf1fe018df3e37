# Two doors: customers come with a token and are counted by the route, partners come with a key and
# are counted by their plan.

# For customers -----------------------------------------------------------------------------------

gateway "shop" {
  hosts = [var.host]

  tls {
    secret = secret.tls
  }

  # Defaults for the endpoints below; an endpoint's own block replaces the whole block.
  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["orders"]
    public_key = secret.login-public-key
  }

  rate_limit {
    rate = "50/s"
    per  = "endpoint"
  }

  cors {
    origins = ["https://shop.example.com"]
    methods = ["GET", "POST"]
    headers = ["Authorization", "Content-Type"]
    max_age = "1h"
  }
}

# What there is to buy is for everybody to see.
api_endpoint "products" {
  gateway = gateway.shop
  paths   = ["/api/products", "/api/products/{sku}"]
  methods = ["GET"]
  to      = model.product

  auth {
    type = "none"
  }
}

api_endpoint "place" {
  gateway = gateway.shop
  paths   = ["/orders"]
  methods = ["POST"]
  to      = function.place
  scopes  = ["orders:write"]
}

api_endpoint "track" {
  gateway = gateway.shop
  paths   = ["/orders/{number}"]
  methods = ["GET"]
  to      = function.track
  scopes  = ["orders:read"]
}

# A PDF takes its time, and nobody needs many.
api_endpoint "invoice" {
  gateway = gateway.shop
  paths   = ["/orders/{number}/invoice"]
  methods = ["GET"]
  to      = function.invoice
  scopes  = ["orders:read"]
  timeout = "25s"

  rate_limit {
    rate = "5/s"
    per  = "endpoint"
  }
}

# The carrier's messages, each an event: a module that comes with espc checks their signatures.
module "carrier" {
  source           = "std/webhook"
  gateway          = gateway.shop
  path             = "/hooks/carrier"
  secret           = secret.carrier
  event            = event.parcel-scanned
  signature_header = "X-Carrier-Signature"
  id_header        = "X-Carrier-Scan"
  kind_header      = "X-Carrier-Kind"
}

# For partners ------------------------------------------------------------------------------------

# Authorization: apikey <keyId>:<keySecret>.
gateway "partners" {
  hosts = ["partners.${var.host}"]

  tls {
    secret = secret.tls
  }

  auth {
    type = "key"
  }
}

api_endpoint "partner-place" {
  gateway = gateway.partners
  paths   = ["/v1/orders"]
  methods = ["POST"]
  to      = function.place
  scopes  = ["orders:write"]

  rate_limit {
    rate = "5/s"
    per  = "consumer"
  }
}

api_endpoint "partner-track" {
  gateway = gateway.partners
  paths   = ["/v1/orders/{number}"]
  methods = ["GET"]
  to      = function.track
  scopes  = ["orders:read"]
}

api_endpoint "partner-stock" {
  gateway = gateway.partners
  paths   = ["/api/stock-items", "/api/stock-items/{sku}"]
  methods = ["GET"]
  to      = model.stock-item
}

plan "partner" {
  rate  = "20/s"
  burst = 40
  quota = "100000/month"
}

# Enough to build something with.
plan "trial" {
  rate  = "2/s"
  quota = "500/day"

  limit "api_endpoint.partner-stock" {
    rate = "1/s"
  }
}

consumer "northwind" {
  plan   = plan.partner
  key    = secret.northwind
  scopes = ["orders:read", "orders:write"]
}

# Looks at the stock and at orders, and places none.
consumer "adventure-works" {
  plan      = plan.trial
  key       = secret.adventure-works
  scopes    = ["orders:read"]
  endpoints = [api_endpoint.partner-track, api_endpoint.partner-stock]
}
