# ignore W0406
topology "shop" {}

# Dead letters in a circle, and a chain that ends.
queue "a" {
  dead_letter = queue.b # want E0404 dead letters go round in a circle: queue.a → queue.b → queue.a
}
queue "b" {
  dead_letter = queue.a
}
queue "c" {
  dead_letter = queue.d
}
queue "d" {}

# What fails to be delivered becomes the same event again.
event_bus "main" {}
event "again" {
  bus = event_bus.main
}
event "failed" {
  bus = event_bus.main
}
function "loops" {
  image = "acme/loops:1"
  on "again" {
    event       = event.again
    dead_letter = event.again # want E0404 dead letters go round in a circle: event.again → event.again
  }
}
function "ends" {
  image = "acme/ends:1"
  on "again" {
    event       = event.again
    dead_letter = event.failed
  }
}

# A job stands before what it calls; one job waits for the other.
microservice "shop" {
  image = "acme/shop:1"
}
microservice "crm" {
  image = "acme/crm:1"
}
job "migrate" {
  image  = "acme/migrate:1"
  before = [microservice.shop]
  calls  = [microservice.shop] # want E0404 a job calls what starts only after it: job.migrate → microservice.shop → job.migrate
}
microservice "x" {
  image = "acme/x:1"
}
microservice "y" {
  image = "acme/y:1"
}
job "one" {
  image  = "acme/one:1"
  before = [microservice.x]
  env = {
    Y = { of = microservice.y } # want E0404 job.one → microservice.y → job.two → microservice.x → job.one
  }
}
job "two" {
  image  = "acme/two:1"
  before = [microservice.y]
  calls  = [microservice.x]
}
job "fine" {
  image  = "acme/fine:1"
  before = [microservice.crm]
  calls  = [microservice.shop]
}

# Calls in a circle are a warning, once for each group that is tangled.
function "f" {
  image = "acme/f:1"
  calls = [function.g] # want W0405 a cycle through calls or events: function.f → function.g → function.f
}
function "g" {
  image = "acme/g:1"
  calls = [function.f, function.h]
}
function "h" {
  image = "acme/h:1"
}

# An event that sets off what publishes it, over another event; and through a queue and an integration.
event "ordered" {
  bus = event_bus.main
}
event "shipped" {
  bus = event_bus.main
}
function "ship" {
  image     = "acme/ship:1"
  publishes = [event.shipped]
  on "ordered" {
    event = event.ordered # want W0405 event.ordered → function.ship → event.shipped → integration.reorder → event.ordered
  }
}
integration "reorder" {
  from = event.shipped
  to   = [event.ordered]
}
queue "work" {}
function "worker" {
  image = "acme/worker:1"
  uses  = [{ of = queue.work, access = "send" }] # want W0405 function.worker → queue.work → function.worker
  on "work" {
    queue = queue.work
  }
}
