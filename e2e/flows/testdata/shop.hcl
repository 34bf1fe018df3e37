topology "shop" {}

environment "plain" {
  backend "kubernetes" {}
}

environment "knative" {
  backend "kubernetes" {
    serving = "knative"
  }
}

event_bus "main" {}

event "placed" {
  bus = event_bus.main
}
event "large" {
  bus = event_bus.main
}
event "short" {
  bus = event_bus.main
}
event "line" {
  bus = event_bus.main
}
event "dead" {
  bus = event_bus.main
}

function "customer" {
  image = "registry.example.com/shop/customer:1.4.2"
}
function "review" {
  image = "registry.example.com/shop/review:1.4.2"
}
microservice "ledger" {
  image = "registry.example.com/shop/ledger:1.4.2"
  user  = 1000
  port  = 9000
}

secret "crm" {
  key      = "crm"
  property = "login"
}
service_endpoint "crm" {
  urls = ["https://crm.example.com/hook"]
  auth {
    type   = "basic"
    secret = secret.crm
  }
}

integration "check" {
  from = event.placed

  step "paid" {
    filter {
      when = "data.paid and data.total > 10"
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
      branch "large" {
        when = "data.total > 1000"
        to   = event.large
      }
      branch "foreign" {
        when = "region in ['us', 'ca'] and $not(data.customer.known)"
        to   = microservice.ledger
      }
      otherwise {
        step "short" {
          transform {
            jsonata = "{ \"order\": data.id, \"name\": $uppercase(data.customer.name), \"at\": time }"
          }
        }
        to = function.review
      }
    }
  }

  dead_letter = event.dead
}

integration "lines" {
  from = event.placed

  step "each" {
    split {
      jsonata = "($id := data.id; data.lines.{ \"order\": $id, \"sku\": sku, \"price\": price * 1.1 }[])"
    }
  }

  to          = [event.line, service_endpoint.crm]
  retries     = 1
  dead_letter = event.dead
}

integration "prices" {
  from = event.placed

  step "ask" {
    enrich {
      call = service_endpoint.crm
    }
  }
  step "known" {
    filter {
      when = "$exists(data.vip)"
    }
  }

  to          = [function.review]
  dead_letter = event.dead
}

# Nothing but transforms: a transformation of Knative's, where Knative serves.
integration "shorten" {
  from = event.placed

  step "sum" {
    transform {
      jsonata = "{ \"id\": data.id, \"lines\": data.lines, \"sum\": $sum(data.lines.price) }"
    }
  }
  step "skus" {
    transform {
      jsonata = "{ \"id\": data.id, \"sum\": data.sum, \"skus\": [data.lines.sku] }"
    }
  }

  to          = [event.short]
  dead_letter = event.dead
}
