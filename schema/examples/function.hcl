topology "photos" {}

# Called by HTTP, because a route leads to it.
function "resize" {
  image   = "registry.example.com/photos/resize:1.4.2"
  memory  = "512Mi"
  timeout = "20s"
  calls   = [service_endpoint.storage]

  env = {
    QUALITY = "80"
    TOKEN   = secret.storage-token
  }

  scale {
    max = 50
  }
}

# Gets CloudEvents, because of its subscription.
function "index" {
  image = "registry.example.com/photos/index:1.4.2"

  on "uploaded" {
    event   = event.photo-uploaded
    retries = 5
    filter = {
      "data.size" = { gt = 0 }
    }
  }
}

function "upload" {
  image     = "registry.example.com/photos/upload:1.4.2"
  publishes = [event.photo-uploaded]
}

event_bus "main" {}

event "photo-uploaded" {
  bus = event_bus.main
}

secret "storage-token" {
  key = "photos-storage"
}

service_endpoint "storage" {
  urls = ["https://storage.example.com"]
}

gateway "edge" {}

api_endpoint "resize" {
  gateway = gateway.edge
  paths   = ["/photos/{id}"]
  methods = ["GET"]
  to      = function.resize
}

api_endpoint "upload" {
  gateway = gateway.edge
  paths   = ["/photos"]
  methods = ["POST"]
  to      = function.upload
}
