# A way in for those functions of the shop's own that work on its data and run outside of the cluster:
# the environment "cloud" in environments.hcl. Where all is in one cluster, none of this is there.

locals {
  upkeep = { for name, model in { carts = model.cart } : name => model if var.cloud }
}

# On the partners' host, with a key that nobody else has. What is asked for below /upkeep/carts is
# what the model answers below /api/carts.
api_endpoint "upkeep" {
  for_each = local.upkeep

  gateway    = gateway.public
  hosts      = ["api.${var.host}"]
  paths      = ["/upkeep/${each.key}", "/upkeep/${each.key}/*"]
  to         = each.value
  strip_path = true
  rewrite    = "/api/${each.key}"
  scopes     = ["upkeep"]

  auth {
    type = "key"
  }

  # A run deletes hundreds of carts in a row, all from one address.
  rate_limit {
    rate = "100/s"
    per  = "consumer"
  }
}

consumer "upkeep" {
  for_each = local.upkeep

  key       = secret.upkeep[each.key]
  scopes    = ["upkeep"]
  endpoints = [api_endpoint.upkeep[each.key]]
}

# The gateway reads it in the cluster, the function on AWS: a Secret there, and a secret of Secrets
# Manager here, of one name and with one value.
secret "upkeep" {
  for_each = local.upkeep

  key      = "shop-consumers"
  property = "upkeep-${each.key}"
}
