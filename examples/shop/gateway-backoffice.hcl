# The door for the people who run the shop. Reachable from inside the cluster's network only, and
# from nowhere but the office's range of it.

gateway "backoffice" {
  expose     = "internal"
  replicas   = 1
  allow_from = ["10.20.0.0/16"]

  # Every endpoint below asks for a login, unless it says otherwise.
  auth {
    type = "basic"
  }
}

# The catalog once more, and here it can be written to (local.catalog is in gateway-public.hcl).
api_endpoint "manage" {
  for_each = local.catalog

  gateway = gateway.backoffice
  paths   = ["/api/${each.key}", "/api/${each.key}/*"]
  to      = each.value
}

api_endpoint "manage-orders" {
  gateway = gateway.backoffice
  paths   = ["/api/orders", "/api/orders/*"]
  methods = ["GET", "PATCH"]
  to      = model.order
}

# A payment's message, sent once more by hand: straight to the module's function.
api_endpoint "replay-payment" {
  gateway = gateway.backoffice
  paths   = ["/replay/payment"]
  methods = ["POST"]
  to      = module.payment-hook.receiver
}

# For the monitoring, which has no login.
api_endpoint "up" {
  gateway = gateway.backoffice
  paths   = ["/healthz"]
  methods = ["GET"]
  to      = microservice.storefront

  auth {
    type = "none"
  }
}
