# Every way to say something that OpenAPI documents show: auth of each type, hosts, wildcards, models with relations and logins.

topology "api" {
  description = "All that OpenAPI documents show"
}

gateway "edge" {
  hosts      = ["a.example.com", "b.example.com", "*.c.example.com"]
  allow_from = ["10.0.0.0/8"]
  rate_limit {
    rate = "10/s"
  }
  tls {
    secret = secret.cert
  }
}
gateway "one" {
  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["everything"]
    public_key = secret.key
  }
}

secret "cert" { key = "cert" }
secret "key" {
  key      = "everything"
  property = "login"
}
secret "login" {
  key      = "everything"
  property = "someone"
}
secret "consumer" {
  key      = "everything"
  property = "consumer"
}

plan "trial" { rate = "1/s" }
consumer "someone" {
  plan  = plan.trial
  key   = secret.consumer
  basic = secret.login
}

api_endpoint "a" {
  gateway = gateway.edge
  hosts   = ["a.example.com"]
  paths   = ["/x", "/x/{id}", "/x/*"]
  to      = function.buy
}
api_endpoint "b" {
  gateway = gateway.edge
  hosts   = ["b.example.com", "*.c.example.com"]
  paths   = ["/x", "/*"]
  methods = ["GET", "POST"]
  to      = function.buy
  auth {
    type = "key"
    in   = "query"
    name = "key"
  }
}
api_endpoint "people" {
  gateway    = gateway.one
  paths      = ["/people", "/people/*"]
  to         = model.person
  strip_path = true
  rewrite    = "/api/people"
  scopes     = ["people"]
}
api_endpoint "orders" {
  gateway = gateway.one
  paths   = ["/api/orders", "/api/orders/*"]
  to      = model.order
  auth {
    type = "basic"
  }
}
api_endpoint "count" {
  gateway = gateway.one
  paths   = ["/api/orders/count"]
  to      = function.buy
  auth {
    type = "none"
  }
}
api_endpoint "decided" {
  gateway = gateway.one
  paths   = ["/decided/{a}/{b}"]
  to      = function.buy
  auth {
    type       = "function"
    authorizer = function.decide
    name       = "X-Ticket"
  }
}

connector "db" { type = "memory" }

model "person" {
  connector = connector.db
  base      = "User"
  relation "orders" {
    type  = "hasMany"
    model = model.order
  }
  relation "friends" {
    type  = "hasAndBelongsToMany"
    model = model.person
  }
}
model "order" {
  connector = connector.db
  strict    = false
  property "total" {
    type        = "number"
    required    = true
    description = "What it costs"
  }
  property "place" { type = "geopoint" }
  property "photo" { type = "buffer" }
  property "tags" { type = "array" }
  property "made" { type = "date" }
  property "open" {
    type    = "boolean"
    default = true
  }
  property "count" { type = "integer" }
  property "more" { type = "object" }
  relation "owner" {
    type  = "belongsTo"
    model = model.person
  }
  relation "bill" {
    type  = "hasOne"
    model = model.bill
  }
}
model "bill" {
  connector = connector.db
  readonly  = true
  property "number" {
    type = "string"
    id   = true
  }
}

function "buy" { image = "registry.example.com/buy:1" }
function "decide" { image = "registry.example.com/decide:1" }
