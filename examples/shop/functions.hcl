# Code that runs per request or per event.

# Search as customers type it: keeps the index's key away from the browser.
function "search" {
  runtime = "nodejs24"
  source  = "./functions/search"
  timeout = "5s"

  env = {
    SEARCH_URL = { of = microservice.search-index, part = "url" }
    SEARCH_KEY = secret.search-key
  }

  scale {
    min         = 1
    max         = 10
    concurrency = 50
  }
}

# Shipping offers of every carrier, the cheapest first.
function "quote" {
  runtime = "python3.13"
  source  = "./functions/quote"
  handler = "quote.handler" # quote.py, function handler
  memory  = "128Mi"

  env = {
    CARRIERS = join(",", keys(local.carriers))
  }

  # One edge for each carrier of the map in external.hcl.
  calls = [for name in keys(local.carriers) : "service_endpoint.carrier-${name}"]
}

# Renders invoices as PDF. From an image, because it brings a browser along.
function "invoice" {
  image   = "${var.images}/invoice:${var.tag}"
  memory  = "1Gi"
  cpu     = "500m"
  timeout = "60s"
  calls   = [model.order]

  env = {
    LOG_LEVEL = var.log_level
  }
}

# Only a schedule leads here (schedules.hcl), so its signature is cloudevent.
function "expire-carts" {
  runtime = "python3.13"
  source  = "./functions/expire-carts"
  calls   = [model.cart]
}
