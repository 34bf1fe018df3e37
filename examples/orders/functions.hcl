# Code. A function is called by requests or by events, never both; what it publishes and calls, it
# says here, and may do nothing else.

# By requests -----------------------------------------------------------------------------------

# POST: prices the lines, keeps the order, tells everybody.
function "place" {
  runtime   = "nodejs24"
  source    = "./functions/place"
  timeout   = "10s"
  calls     = [model.product, model.order]
  publishes = [event.order-placed]
}

# GET: where an order is.
function "track" {
  runtime = "nodejs24"
  source  = "./functions/track"
  timeout = "10s"
  calls   = [model.order]
}

# GET: the invoice, as a PDF.
function "invoice" {
  runtime = "nodejs24"
  source  = "./functions/invoice"
  timeout = "20s"
  calls   = [model.order, microservice.pdf]
}

# How likely an order is a fraud. The screening asks.
function "risk" {
  runtime = "python3.13"
  source  = "./functions/risk"
  calls   = [model.order]
}

# Which articles are running out. The stocktake asks.
function "low-stock" {
  runtime = "python3.13"
  source  = "./functions/low-stock"
  calls   = [model.stock-item]
}

# By events -------------------------------------------------------------------------------------

# Takes the money. A provider that is down for a minute is no reason to lose an order.
function "charge" {
  runtime   = "nodejs24"
  source    = "./functions/charge"
  calls     = [service_endpoint.payments, model.order]
  publishes = [event.order-paid, event.payment-failed]

  on "accepted" {
    event       = event.order-accepted
    retries     = 5
    max_age     = "6h"
    dead_letter = event.undelivered
  }
}

# Takes what was sold out of the stock.
function "reserve" {
  runtime = "python3.13"
  source  = "./functions/reserve"
  calls   = [model.stock-item, model.movement]

  on "sold" {
    event       = event.line-sold
    dead_letter = event.undelivered
  }
}

# Mails. Partners get none of their orders: they have an API for that.
function "notify" {
  runtime = "nodejs24"
  source  = "./functions/notify"
  calls   = [service_endpoint.mail]

  on "paid" {
    event       = event.order-paid
    filter      = { channel = "web" }
    dead_letter = event.undelivered
  }
  on "failed" {
    event       = event.payment-failed
    filter      = { channel = "web", "data.reason" = { not = "duplicate" } }
    dead_letter = event.undelivered
  }
  on "big" {
    event       = event.big-order
    dead_letter = event.undelivered
  }
}

# Orders what is missing from the two suppliers that have an API. Only articles (A-…) are bought; the
# rest is made in the house.
function "replenish" {
  runtime = "python3.13"
  source  = "./functions/replenish"
  calls   = [service_endpoint.suppliers]

  on "low" {
    event = event.stock-low
    filter = {
      "data.sku"      = { prefix = "A-" }
      "data.supplier" = ["contoso", "fabrikam"]
      "data.missing"  = { gt = 0 }
    }
    dead_letter = event.undelivered
  }
}

# Marks what has arrived. The carrier tells of every scan of a parcel; the last one counts.
function "arrive" {
  runtime = "nodejs24"
  source  = "./functions/arrive"
  calls   = [model.order]

  on "delivered" {
    event       = event.parcel-scanned
    filter      = { kind = "delivered" }
    dead_letter = event.undelivered
  }
}

# The end of the line: what else failed is said aloud, once.
function "alarm" {
  runtime = "nodejs24"
  source  = "./functions/alarm"
  calls   = [service_endpoint.chat]

  env = {
    CHAT_TOKEN = secret.chat-token
  }

  on "undelivered" {
    event   = event.undelivered
    retries = 10
    max_age = "1d"
  }
}
