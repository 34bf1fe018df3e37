topology "shop" {}

event_bus "main" {}
event "a" {
  bus = event_bus.main
}
integration "flow" {
  from = event.a
  step "only" {
    filter {
      when = "data.total > "                        # want E0223 it ends too early
    }
  }
  step "all" {
    transform {
      jsonata = "$$.data"                           # want E0223 $$ is refused
    }
  }
  step "text" {
    transform {
      jsonata = "{ \"price\": \"$$ and $eval\", \"n\": $sum(data.items.(price * quantity)) }"
    }
  }
  step "choose" {
    route {
      branch "z" {
        when = "$eval(data.code)"                   # want E0223 $eval is refused
        to   = event.a
      }
      branch "a" {
        when = "data.kind = 'a' and $not(data.old)"
        to   = event.a
        step "more" {
          split {
            jsonata = "data.items[price > 1]^(>price)"
          }
        }
      }
      otherwise {
        to = event.a
      }
    }
  }
}
