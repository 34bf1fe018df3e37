topology "shop" {}

connector "idle" { # want W0406 connector.idle is not used: nothing refers to it
  type = "memory"
}
connector "main" {
  type = "memory"
}
model "idle" { # want W0406 model.idle is not used: no endpoint leads to it
  connector = connector.main
}
model "order" {
  connector = connector.main
  relation "lines" {
    type  = "hasMany"
    model = model.line
  }
}
model "line" {
  connector = connector.main
}
secret "idle" { # want W0406 secret.idle is not used
  key = "a"
}
secret "used" {
  key = "b"
}
gateway "idle" { # want W0406 gateway.idle is not used: it has no endpoint
  hosts = ["idle.example.com"]
}
gateway "edge" {}
api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/api/orders"]
  to      = model.order
}
function "idle" { # want W0406 function.idle is not used
  image = "acme/idle:1"
}
function "called" {
  image = "acme/called:1"
}
microservice "worker" {
  image = "acme/worker:1"
  port  = 0
  calls = [function.called]
  env = {
    KEY = secret.used
  }
}
job "once" {
  image = "acme/once:1"
}
event_bus "idle" {} # want W0406 event_bus.idle is not used
queue "self" {      # want W0406 queue.self is not used
  dead_letter = queue.self # want E0403 refers to itself
}
service_endpoint "idle" { # want W0406 service_endpoint.idle is not used
  urls = ["https://example.com"]
}
