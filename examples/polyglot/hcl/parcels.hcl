topology "parcels" {
  description = "Tracks parcels from the depot to the door"
}

variable "host" {
  type        = string
  description = "The public host name"
  default     = "parcels.example.com"
}

variable "memory" {
  type        = string
  description = "What each function gets"
  default     = "256Mi"
}

locals {
  # What the public may read: the API's path, and the model behind it.
  readable = {
    depots  = model.depot
    parcels = model.parcel
  }
}

# Data -------------------------------------------------------------------------------------------

connector "main" {
  type     = "postgresql"
  host     = "postgres.example.com"
  database = "parcels"
  username = "parcels"
  password = secret.postgres
}

secret "postgres" {
  key      = "parcels-postgres"
  property = "password"
}

secret "alerts-token" {
  key      = "parcels-alerts"
  property = "token"
}

model "depot" {
  connector = connector.main

  property "name" {
    type     = "string"
    required = true
  }
  property "city" {
    type  = "string"
    index = true
  }

  relation "parcels" {
    type  = "hasMany"
    model = model.parcel
  }
}

model "parcel" {
  connector = connector.main

  property "number" {
    type     = "string"
    required = true
    unique   = true
  }
  property "recipient" {
    type     = "string"
    required = true
  }
  property "weightGrams" {
    type     = "integer"
    required = true
  }
  property "delivered" {
    type    = "boolean"
    default = false
  }
  property "lastScanAt" {
    type  = "date"
    index = true
  }

  relation "depot" {
    type  = "belongsTo"
    model = model.depot
  }
  relation "scans" {
    type  = "hasMany"
    model = model.scan
  }
}

model "scan" {
  connector = connector.main

  property "at" {
    type     = "date"
    required = true
  }
  property "place" {
    type     = "string"
    required = true
  }
  property "event" {
    type        = "string"
    required    = true
    description = "arrived, left or delivered"
  }

  relation "parcel" {
    type  = "belongsTo"
    model = model.parcel
  }
}

# Code -------------------------------------------------------------------------------------------

function "track" {
  runtime = "nodejs24"
  source  = "./functions/track"
  memory  = var.memory
  timeout = "10s"
  calls   = [model.parcel]
}

function "label" {
  runtime = "nodejs24"
  source  = "./functions/label"
  memory  = var.memory
  timeout = "10s"
  calls   = [model.parcel]

  env = {
    PDF_URL = { of = microservice.pdf, part = "url" }
  }
}

function "overdue" {
  runtime = "nodejs24"
  source  = "./functions/overdue"
  memory  = var.memory
  timeout = "30s"
  calls   = [model.parcel, service_endpoint.alerts]

  env = {
    ALERTS_TOKEN = secret.alerts-token
  }
}

schedule "overdue" {
  every = "1h"
  to    = function.overdue

  input = {
    hours = 48
  }
}

# Turns HTML into PDF.
microservice "pdf" {
  image  = "gotenberg/gotenberg:8.15.3"
  port   = 3000
  user   = 1001
  memory = "1Gi"
  cpu    = "250m"

  health {
    type = "http"
    path = "/health"
  }

  scratch "tmp" {
    path = "/tmp"
    size = "256Mi"
  }
  scratch "home" {
    path = "/home/gotenberg"
  }
}

service_endpoint "alerts" {
  urls = ["https://alerts.example.com/hooks/parcels"]
}

# The door ---------------------------------------------------------------------------------------

gateway "edge" {
  hosts = [var.host]

  rate_limit {
    rate = "20/s"
    per  = "ip"
  }

  cors {
    origins = ["https://${var.host}"]
    methods = ["GET"]
  }
}

# api_endpoint.read-depots and api_endpoint.read-parcels
api_endpoint "read" {
  for_each = local.readable

  gateway = gateway.edge
  paths   = ["/api/${each.key}", "/api/${each.key}/*"]
  methods = ["GET", "HEAD"]
  to      = each.value
}

api_endpoint "track" {
  gateway = gateway.edge
  paths   = ["/track/{number}"]
  methods = ["GET"]
  to      = function.track
}

api_endpoint "label" {
  gateway = gateway.edge
  paths   = ["/labels/{number}"]
  methods = ["GET"]
  to      = function.label
}

# Where it runs ----------------------------------------------------------------------------------

environment "prod" {
  backend "kubernetes" {
    namespace = "parcels"
    registry  = "registry.example.com/parcels"
  }

  override "gateway.edge" {
    replicas = 3
  }
}
