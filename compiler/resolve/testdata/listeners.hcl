# ignore W0406
topology "shop" {}

gateway "edge" {}
microservice "tcp" {
  image    = "acme/tcp:1"
  protocol = "tcp"
}
microservice "mute" {
  image = "acme/mute:1"
  port  = 0
}
microservice "named" {
  image = "acme/named:1"
  port  = 0
  port_named "admin" {
    port = 9000
  }
}
microservice "grpc" {
  image    = "acme/grpc:1"
  protocol = "grpc"
}
connector "main" {
  type = "memory"
}
model "hidden" {
  connector = connector.main
  public    = false
}

api_endpoint "tcp" {
  gateway = gateway.edge
  paths   = ["/tcp"]
  to      = microservice.tcp # want E0409 microservice.tcp speaks tcp, not http
}
api_endpoint "mute" {
  gateway = gateway.edge
  paths   = ["/mute"]
  to      = microservice.mute # want E0409 microservice.mute listens on nothing, and an endpoint leads to it
}
api_endpoint "grpc" {
  gateway = gateway.edge
  paths   = ["/grpc"]
  to      = microservice.grpc
}
api_endpoint "hidden" {
  gateway = gateway.edge
  paths   = ["/api/hiddens"]
  to      = model.hidden # want E0409 model.hidden has no REST API
}

function "caller" {
  image = "acme/caller:1"
  calls = [microservice.tcp, microservice.named, microservice.mute] # want E0409 microservice.mute listens on nothing, and it is called
  env = {
    MUTE = { of = microservice.mute, part = "host" } # want E0409 listens on nothing
  }
}

event_bus "main" {}
event "e" {
  bus = event_bus.main
}
microservice "deaf" {
  image = "acme/deaf:1"
  port  = 0
  on "e" {
    event = event.e # want E0409 microservice.deaf listens on nothing, and events are delivered to it
  }
}
microservice "framed" {
  image    = "acme/framed:1"
  protocol = "grpc"
  on "e" {
    event = event.e # want E0409 microservice.framed speaks grpc, by which no event comes
  }
}
schedule "call" {
  every = "1m"
  to    = microservice.grpc # want E0409 microservice.grpc speaks grpc
}
schedule "tick" {
  every = "1m"
  to    = microservice.mute # want E0409 events are delivered to it
}

# Paths of a model are below its REST root, whatever the gateway makes of them.
model "order" {
  connector = connector.main
}
api_endpoint "orders" {
  gateway = gateway.edge
  paths   = ["/api/orders", "/api/orders/{id}", "/orders/*"] # want W0510 requests of /orders/* arrive as /orders/*, and model.order answers below /api/orders
  to      = model.order
}
api_endpoint "short" {
  gateway    = gateway.edge
  paths      = ["/o/*"]
  strip_path = true
  rewrite    = "/api/orders"
  to         = model.order
}

microservice "worker" {
  image            = "acme/worker:1"
  port             = 0
  protocol         = "grpc" # want W0225 a microservice with port 0 does not read protocol
  aliases          = ["w"] # want W0225 a microservice that listens on nothing does not read aliases
  session_affinity = "ip" # want W0225 a microservice that listens on nothing does not read session_affinity
}
microservice "metered" {
  image   = "acme/metered:1"
  port    = 0
  aliases = ["meter"]
  port_named "metrics" {
    port = 9100
  }
}
