# Rooms of a few small hotels, and who sleeps in them. One topology for two sides: the environments
# "dev", "cluster" and "envoy" are Kubernetes, "cloud" is AWS. Nothing above the environments says which.

topology "booking" {
  description = "Books hotel rooms"
}

# Data: two models on one database -----------------------------------------------------------------

connector "main" {
  type     = "postgresql"
  host     = "db.booking.example.com"
  database = "booking"
  username = "booking"
  password = secret.database
  migrate  = true # tables follow the models
}

model "room" {
  connector = connector.main

  property "number" {
    type = "string"
    id   = true
  }
  property "beds" {
    type     = "integer"
    required = true
    index    = true
  }
  property "cents" {
    type        = "integer"
    required    = true
    description = "A night outside the season"
  }
  relation "bookings" {
    type  = "hasMany"
    model = model.booking
  }
}

model "booking" {
  connector = connector.main

  property "guest" {
    type     = "string"
    required = true
    index    = true
  }
  property "arrives" {
    type     = "date"
    required = true
    index    = true
  }
  property "leaves" {
    type        = "date"
    required    = true
    description = "The day of leaving, which is no night"
  }
  property "cents" {
    type     = "integer"
    required = true
  }
  relation "room" {
    type  = "belongsTo"
    model = model.room
  }
}

# Puts the rooms into the table, once per change of them, before the doors open.
job "rooms" {
  runtime = "nodejs24"
  source  = "./jobs/rooms"
  calls   = [model.room]
  before  = [gateway.front, gateway.agencies]
  timeout = "3m"
}

# Code ---------------------------------------------------------------------------------------------

# Which rooms are free, and what they cost.
function "availability" {
  runtime = "nodejs24"
  source  = "./functions/availability"
  timeout = "10s"
  calls   = [model.room, model.booking, function.price]
}

# What a stay costs. Python, because who knows about prices writes Python.
function "price" {
  runtime = "python3.13"
  source  = "./functions/price"
  calls   = [service_endpoint.holidays]
}

# Takes a booking, for whom the token says.
function "reserve" {
  runtime = "nodejs24"
  source  = "./functions/reserve"
  timeout = "20s"
  calls   = [model.booking, function.availability]
}

# Writes to everybody who arrives tomorrow.
function "remind" {
  runtime = "nodejs24"
  source  = "./functions/remind"
  timeout = "2m"
  calls   = [model.booking, service_endpoint.mail]

  env = {
    MAIL_TOKEN = secret.mail-token
  }
}

schedule "remind" {
  cron     = "0 9 * * *"
  timezone = "Europe/Lisbon"
  to       = function.remind
}

# Outside ------------------------------------------------------------------------------------------

service_endpoint "holidays" {
  urls = ["https://holidays.example.com/v1"]
}

service_endpoint "mail" {
  urls = ["https://mail.example.com"]
}

# The token goes along with every call through a gateway.
service_endpoint "photos" {
  urls = ["https://photos.example.com/booking"]

  auth {
    type   = "header"
    name   = "X-Token"
    secret = secret.photos-token
  }
}

# The website's door -------------------------------------------------------------------------------

gateway "front" {
  hosts = ["api.booking.example.com"]

  tls {
    secret = secret.tls
  }

  # Defaults for the endpoints below; an endpoint's own block replaces the whole block.
  rate_limit {
    rate = "50/s"
    per  = "endpoint"
  }

  cors {
    origins = ["https://booking.example.com"]
    methods = ["GET", "POST"]
    headers = ["Authorization", "Content-Type"]
    max_age = "1h"
  }
}

api_endpoint "rooms" {
  gateway = gateway.front
  paths   = ["/api/rooms", "/api/rooms/{number}"]
  methods = ["GET"]
  to      = model.room
}

api_endpoint "availability" {
  gateway = gateway.front
  paths   = ["/availability"]
  methods = ["GET"]
  to      = function.availability
}

api_endpoint "photos" {
  gateway    = gateway.front
  paths      = ["/photos/{room}/{photo}"]
  methods    = ["GET"]
  to         = service_endpoint.photos
  strip_path = true # /photos/12/1.jpg goes out as /booking/12/1.jpg
}

# Guests come with a token of the identity provider, which is checked with its public key.
api_endpoint "reserve" {
  gateway = gateway.front
  paths   = ["/reservations"]
  methods = ["POST"]
  to      = function.reserve

  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["booking"]
    public_key = secret.login-public-key
  }
}

# The agencies' door -------------------------------------------------------------------------------

# They come with a key, Authorization: apikey <keyId>:<keySecret>, and are counted by it.
gateway "agencies" {
  hosts = ["agencies.booking.example.com"]

  tls {
    secret = secret.tls
  }

  auth {
    type = "key"
  }
}

api_endpoint "agency-availability" {
  gateway = gateway.agencies
  paths   = ["/availability"]
  methods = ["GET"]
  to      = function.availability
}

api_endpoint "agency-bookings" {
  gateway = gateway.agencies
  paths   = ["/api/bookings", "/api/bookings/{id}"]
  methods = ["GET"]
  to      = model.booking
  scopes  = ["bookings:read"]
}

plan "agency" {
  rate  = "10/s"
  quota = "20000/day"
}

# May ask what is free, and see what is booked.
consumer "sunny-travel" {
  plan   = plan.agency
  key    = secret.sunny-travel
  scopes = ["bookings:read"]
}

# May only ask what is free.
consumer "last-minute" {
  plan      = plan.agency
  key       = secret.last-minute
  endpoints = [api_endpoint.agency-availability]
}

# References, never values -------------------------------------------------------------------------

secret "database" {
  key      = "booking-database"
  property = "password"
}

secret "mail-token" {
  key      = "booking-mail"
  property = "token"
}

secret "photos-token" {
  key      = "booking-photos"
  property = "token"
}

secret "login-public-key" {
  key      = "booking-login"
  property = "public.pem"
}

secret "sunny-travel" {
  key      = "booking-agencies"
  property = "sunny-travel"
}

secret "last-minute" {
  key      = "booking-agencies"
  property = "last-minute"
}

# The certificate of *.booking.example.com.
secret "tls" {
  key = "booking-tls"
}

output "api" {
  value = gateway.front.url
}

# Where it runs ------------------------------------------------------------------------------------

# A cluster to try things in. `context` is one of the kubeconfig's; with it, plan and apply go to that cluster.
environment "dev" {
  backend "kubernetes" {
    context = "dev"
  }
}

# Files, for a delivery tool to bring to the cluster.
environment "cluster" {
  backend "kubernetes" {
    namespace = "booking"
    registry  = "registry.example.com/booking"
  }
}

# The same, with Knative Serving: functions run when somebody calls them. A new price is tried on one
# guest in ten first; the revision before it serves the others until canary is gone again.
environment "knative" {
  backend "kubernetes" {
    namespace = "booking"
    registry  = "registry.example.com/booking"
    serving   = "knative"
  }

  override "function.price" {
    rollout {
      canary = 10
    }
  }
}

# As "cluster", but in a cluster whose Envoy Gateway is the door: Gateways and HTTPRoutes in place of pods. It fetches the keys of
# tokens, and External Secrets makes of each agency's key what it reads.
environment "envoy" {
  backend "kubernetes" {
    namespace    = "booking"
    registry     = "registry.example.com/booking"
    gateway      = "gateway-api"
    secrets      = "external"
    secret_store = "vault"
  }

  override "api_endpoint.reserve" {
    auth {
      public_key = null
      jwks_uri   = "https://login.example.com/keys"
    }
  }
}

# Without a stack, plan and apply work on files. `espc apply -e cloud --var stack=booking` goes to AWS.
variable "stack" {
  type    = string
  default = null
}

environment "cloud" {
  backend "aws" {
    region          = "eu-west-1"
    stack           = var.stack
    artifact_bucket = "booking-artifacts"
  }

  # Certificates are Certificate Manager's there.
  override "secret.tls" {
    key = "arn:aws:acm:eu-west-1:123456789012:certificate/0b7e6c1a-5f0d-4a39-9d53-8f6c1f5a2b10"
  }
}
