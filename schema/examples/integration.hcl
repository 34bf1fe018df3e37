topology "shop" {}

event_bus "main" {}

event "order-placed" {
  bus = event_bus.main
}

event "order-checked" {
  bus = event_bus.main
}

integration "large-orders" {
  from = event.order-placed

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
        to   = event.order-checked
      }
      otherwise {
        step "short" {
          transform {
            jsonata = "{ \"order\": data.id, \"customer\": data.customer.name }"
          }
        }
        to = function.review
      }
    }
  }
}

function "order" {
  image     = "registry.example.com/shop/order:1.4.2"
  publishes = [event.order-placed]
}

function "customer" {
  image = "registry.example.com/shop/customer:1.4.2"
}

function "review" {
  image = "registry.example.com/shop/review:1.4.2"
}

function "pack" {
  image = "registry.example.com/shop/pack:1.4.2"

  on "checked" {
    event = event.order-checked
  }
}

gateway "edge" {}

api_endpoint "order" {
  gateway = gateway.edge
  paths   = ["/order"]
  to      = function.order
}
