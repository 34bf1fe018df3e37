# Something of each kind that a hand can change.
topology "drifting" {}

environment "dev" {
  backend "kubernetes" {
    context   = "dev"
    namespace = "drifting"
    registry  = "registry.example.com/drifting"
  }
}

# A fixed number of replicas, so that kubectl scale is drift.
microservice "web" {
  image    = "registry.example.com/web:1.0.0"
  user     = 1000
  replicas = 2
  env = {
    GREETING = "hello"
    LEVEL    = "info"
  }
  health {
    type   = "http"
    path   = "/healthz"
    period = "10s"
  }
  scratch "tmp" {
    path = "/tmp"
    size = "64Mi"
  }
  calls  = [function.greet]
  memory = "128Mi"
  cpu    = "100m"
}

microservice "scaled" {
  image = "registry.example.com/scaled:1.0.0"
  user  = 1000
  scale {
    min         = 2
    max         = 6
    cpu_percent = 70
  }
}

function "greet" {
  runtime = "nodejs24"
  source  = "./functions/greet"
}

gateway "edge" {
  hosts = ["drifting.example.com"]
}

api_endpoint "greet" {
  gateway = gateway.edge
  paths   = ["/hello"]
  methods = ["GET"]
  to      = function.greet
}

job "settings" {
  image = "registry.example.com/settings:1.0.0"
  user  = 1000
}

job "nightly" {
  image = "registry.example.com/nightly:1.0.0"
  user  = 1000
}

schedule "nightly" {
  cron = "0 3 * * *"
  to   = job.nightly
}
