# What is kept. Nothing but the functions below and the routes in gateways.hcl reaches it.

connector "main" {
  type     = "postgresql"
  host     = var.database
  database = "orders"
  username = "orders"
  password = secret.database
  migrate  = true # tables follow the models
}

model "product" {
  connector = connector.main

  property "sku" {
    type = "string"
    id   = true
  }
  property "name" {
    type     = "string"
    required = true
  }
  property "cents" {
    type     = "integer"
    required = true
  }
}

model "order" {
  connector = connector.main

  property "number" {
    type = "string"
    id   = true
  }
  property "customer" {
    type        = "string"
    required    = true
    index       = true
    description = "Who ordered: the subject of a token, or the id of a partner's key"
  }
  property "email" {
    type = "string"
  }
  property "channel" {
    type        = "string"
    required    = true
    description = "web or partner"
  }
  property "status" {
    type        = "string"
    default     = "placed"
    description = "placed, paid, unpaid or delivered"
  }
  property "cents" {
    type     = "integer"
    required = true
  }
  property "lines" {
    type     = "array"
    required = true
  }
  property "placedAt" {
    type     = "date"
    required = true
    index    = true
  }
}

model "stock-item" {
  connector = connector.main

  property "sku" {
    type = "string"
    id   = true
  }
  property "left" {
    type     = "integer"
    required = true
  }
  property "enough" {
    type        = "integer"
    required    = true
    description = "With fewer than these left, more are ordered"
  }
  property "supplier" {
    type = "string"
  }
}

# A line that left the stock. An event that comes twice finds its movement here and does nothing.
model "movement" {
  connector = connector.main

  property "id" {
    type        = "string"
    id          = true
    description = "<order>/<sku>"
  }
  property "quantity" {
    type     = "integer"
    required = true
  }
}
