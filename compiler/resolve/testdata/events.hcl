# ignore W0406
topology "shop" {}

event_bus "main" {}
event_bus "cloud" {
  existing  = "default"
  retention = "1d" # want E0216 event_bus.cloud stands already
}
event_bus "kept" {
  retention = "1d"
}
event "a" {
  bus = event_bus.main
}
event "b" {
  bus  = event_bus.main
  type = "shop.a" # want E0307 event.a and event.b have the same type and source on event_bus.main
}
event "c" {
  bus  = event_bus.kept
  type = "shop.a"
}
event "uploaded" {
  bus = event_bus.cloud
}

function "f" {
  image = "acme/f:1"
  on "none" {} # want E0215 on none needs one of event and queue
  on "both" {
    event = event.a
    queue = queue.plain # want E0215 on both takes one of event and queue
  }
  on "one" {
    queue = queue.plain
  }
}

queue "plain" {}
queue "fifo" {
  fifo        = true
  dead_letter = queue.plain # want E0414 queue.fifo is a fifo queue and queue.plain is not
}
queue "plain-to-fifo" {
  dead_letter = queue.fifo # want E0414 is no fifo queue and queue.fifo is one
}
queue "fifo-fine" {
  fifo        = true
  dead_letter = queue.fifo
}

bucket "photos" {
  notify "fine" {
    on    = "created"
    event = event.uploaded
  }
  notify "wrong" {
    event = event.a # want E0415 arrive on the default bus, and event.a is on event_bus.main
  }
}

schedule "none" { # want E0215 schedule.none needs one of cron and every
  to = event.a
}
schedule "both" {
  cron  = "0 3 * * *"
  every = "1h" # want E0215 takes one of cron and every
  to    = event.a
}
schedule "fine" {
  every    = "1h"
  timezone = "Europe/Berlin" # want W0225 every does not read timezone
  input    = { a = 1 }
  to       = event.a
}
schedule "input" {
  every = "1h"
  input = "x" # want E0202 input takes an object, not a string
  to    = integration.scheduled
}

integration "scheduled" {
  to = [event.c]
}
integration "unstarted" { # want E0222 nothing starts integration.unstarted # want E0222 integration.unstarted leads nowhere
}
integration "routed" {
  from = event.a
  step "pick" {
    route {
      branch "x" {
        when = "data.x"
        to   = event.c
      }
      otherwise {
        to = event.c
      }
    }
  }
}
integration "after" {
  from = event.a
  step "pick" {
    route {} # want E0222 a route needs a branch
  }
  step "never" { # want E0216 a route ends the flow # want E0215 step never needs one of filter, transform, enrich, split and route
  }
  to = [event.c] # want E0216 a route ends integration.after
}
integration "two-in-one" {
  from = event.a
  step "s" {
    filter {
      when = "data.x"
    }
    split { # want E0215 step s takes one of
      jsonata = "data.items"
    }
  }
  to = [event.c]
}
integration "nested" {
  from = event.a
  step "outer" {
    route {
      branch "b" {
        when = "data.x"
        to   = event.c # want E0216 a route ends this branch
        step "inner" {
          route {
            branch "c" {
              when = "data.y"
              to   = event.c
            }
          }
        }
      }
    }
  }
}

schema "none" { # want E0215 schema.none needs one of file and inline
  format = "jsonschema"
}
schema "object" {
  format = "jsonschema"
  inline = { type = "object", properties = { id = { type = "strin" } } } # want E0507 #/properties/id/type of schema.object: type is
}
schema "remote" {
  format = "jsonschema"
  inline = { "$ref" = "https://example.com/a.json" } # want E0508 leads out of the schema
}
schema "loop" {
  format = "jsonschema"
  inline = { "$ref" = "#" } # want E0508 circle
}
schema "proto" {
  format = "protobuf"
  inline = { a = 1 } # want E0507 a schema of format protobuf is a string, not an object
}
schema "open" {
  format = "openapi"
  inline = { info = {} } # want E0507 #/openapi is missing
}
schema "fine" {
  format = "protobuf"
  inline = "message Order {}"
}
