topology "shop" {}

event_bus "main" {}

schema "order" {
  format = "jsonschema"
  inline = {
    type       = "object"
    required   = ["id", "total", "kind"]
    properties = { id = { type = "string" }, total = { type = "number", maximum = 1000000 }, kind = { type = "string" }, express = { type = "boolean" } }
  }
}

event "placed" {
  bus = event_bus.main
}

event "typed" {
  bus    = event_bus.main
  schema = schema.order
}

event "checked" {
  bus = event_bus.main
}

event "dead" {
  bus = event_bus.main
}

queue "lost" {}

queue "bills" {}

queue "lines" {
  fifo = true
}

secret "token" {
  key = "shop/token"
}

service_endpoint "prices" {
  urls = ["https://prices.example.com/v1"]
  auth {
    type   = "bearer"
    secret = secret.token
  }
}

function "customer" {
  runtime = "nodejs24"
  source  = "./code"
}

function "review" {
  runtime = "nodejs24"
  source  = "./code"
}

function "order" {
  runtime   = "nodejs24"
  source    = "./code"
  publishes = [event.placed, event.typed]
}

# Large orders get their customer, and go by that.
integration "large" {
  from        = event.placed
  dead_letter = queue.lost
  step "large" {
    filter {
      when = "data.total > 100"
    }
  }
  step "customer" {
    enrich {
      call = function.customer
      into = "customer"
    }
  }
  step "way" {
    route {
      branch "known" {
        when = "data.customer.orders > 0"
        to   = event.checked
      }
      branch "from-afar" {
        when = "region != \"eu\""
        step "short" {
          transform {
            jsonata = "{ \"order\": data.id, \"at\": time }"
          }
        }
        to = service_endpoint.prices
      }
      otherwise {
        to = function.review
      }
    }
  }
}

# Each line of an order goes on by itself, to two.
integration "lines" {
  from        = event.placed
  dead_letter = event.dead
  retries     = 1
  step "each" {
    split {
      jsonata = "data.lines"
    }
  }
  step "price" {
    enrich {
      call = service_endpoint.prices
    }
  }
  step "named" {
    transform {
      jsonata = "$merge([data, { \"name\": $uppercase(data.name), \"quote\": \"$${\" & subject & \"}\" }])"
    }
  }
  to = [queue.lines, function.review]
}

integration "copy" {
  from = event.placed
  to   = [event.checked]
}

integration "nightly" {
  to = [function.review]
}

schedule "night" {
  cron  = "0 2 * * *"
  to    = integration.nightly
  input = { full = true }
}

# A rule does this one alone.
integration "bills" {
  from = event.typed
  step "dear" {
    filter {
      when = "data.total >= 100 and data.kind in [\"retail\", \"trade\"]"
    }
  }
  step "plain" {
    filter {
      when = "data.express = true"
    }
  }
  step "bill" {
    transform {
      jsonata = "{ \"order\": data.id, \"sum\": { \"total\": data.total, \"tax\": 0.25 }, \"of\": type, \"paid\": false }"
    }
  }
  to = [queue.bills]
}

environment "prod" {
  backend "aws" {
    artifact_bucket = "acme-artifacts"
  }
}
