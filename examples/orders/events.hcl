# What happens, and what is told of it. An event's type is orders.<name>, its source /orders; its
# subject is the order's number, or the article's. The extension `channel` says where an order came
# from, web or partner.

event_bus "main" {
  retention = "14d" # kept, so that two weeks can be replayed
}

# The bus of the people who look at numbers. It is theirs, and stands already.
event_bus "insights" {
  existing = "company-insights"
}

# An order's way --------------------------------------------------------------------------------

event "order-placed" {
  bus    = event_bus.main
  schema = schema.order
}

# It went through the screening, or somebody has to look at it.
event "order-accepted" {
  bus    = event_bus.main
  schema = schema.order
}

event "order-held" {
  bus    = event_bus.main
  schema = schema.held-order
}

event "order-paid" {
  bus    = event_bus.main
  schema = schema.paid-order
}

event "payment-failed" {
  bus    = event_bus.main
  schema = schema.failed-payment
}

# One for each line of a paid order.
event "line-sold" {
  bus    = event_bus.main
  schema = schema.sold-line
}

event "big-order" {
  bus    = event_bus.main
  schema = schema.big-order
}

# What the carrier tells of a parcel: its extension kind says collected, sorted or delivered.
event "parcel-scanned" {
  bus    = event_bus.main
  schema = schema.scan
}

# Besides ---------------------------------------------------------------------------------------

event "stock-low" {
  bus    = event_bus.main
  schema = schema.stock
}

event "sale" {
  bus    = event_bus.insights
  schema = schema.sale
}

# What could not be delivered, or failed for good. Its data is the event that it was.
event "undelivered" {
  bus = event_bus.main
}

# What their data look like ---------------------------------------------------------------------

# Whoever reads today's orders reads tomorrow's too: a change that breaks that is refused when it is planned.
schema "order" {
  format        = "jsonschema"
  file          = "./schemas/order.json"
  version       = "1.2.0"
  compatibility = "backward"
}

schema "held-order" {
  format = "jsonschema"
  file   = "./schemas/held-order.json"
}

# Both ways, because the books are kept by a program that is not ours and changes when it likes.
schema "paid-order" {
  format        = "jsonschema"
  file          = "./schemas/paid-order.json"
  compatibility = "full"
}

schema "failed-payment" {
  format = "jsonschema"
  file   = "./schemas/failed-payment.json"
}

schema "sold-line" {
  format = "jsonschema"
  file   = "./schemas/sold-line.json"
}

schema "stock" {
  format = "jsonschema"
  file   = "./schemas/stock.json"
}

schema "sale" {
  format = "jsonschema"
  file   = "./schemas/sale.json"
}

schema "scan" {
  format = "jsonschema"
  file   = "./schemas/scan.json"
}

# Short ones can stand here.
schema "big-order" {
  format = "jsonschema"
  inline = {
    type     = "object"
    required = ["order", "customer", "cents"]
    properties = {
      order    = { type = "string" }
      customer = { type = "string" }
      cents    = { type = "integer", minimum = 0 }
    }
  }
}
