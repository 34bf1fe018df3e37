# The platform's own example: a guide to coffee shops. Two models on one connector, two functions,
# and one gateway with routes to both and to a service outside.
#
# Four workloads come of it: one workspace (both models run in it), two functions, one gateway.

topology "canvas" {
  description = "A guide to coffee shops"
}

# Where the models' data lives. The password is a reference to a Secret, never a value.
connector "main" {
  type     = "postgresql"
  host     = "postgres.example.com"
  database = "canvas"
  username = "canvas"
  password = secret.postgres
}

secret "postgres" {
  key      = "canvas-postgres"
  property = "password"
}

# A model is a table with a REST API: this one answers under /api/coffee-shops.
model "coffee-shop" {
  connector = connector.main

  property "name" {
    type     = "string"
    required = true
    index    = true
  }
  property "city" {
    type     = "string"
    required = true
    index    = true
  }
  property "location" {
    type        = "geopoint"
    description = "Latitude and longitude in degrees"
  }

  # GET /api/coffee-shops/{id}/reviews
  relation "reviews" {
    type  = "hasMany"
    model = model.review
  }

  # The public reads, and nobody writes over the API. The most specific rule decides.
  access "closed" {
    principal = "everyone"
    allow     = false
  }
  access "read" {
    principal = "everyone"
    operation = "read"
    allow     = true
  }
}

model "review" {
  connector = connector.main

  property "rating" {
    type        = "integer"
    required    = true
    description = "1 to 5"
  }
  property "text" {
    type = "string"
  }
  property "createdAt" {
    type     = "date"
    required = true
  }

  # The foreign key is coffeeShopId on both sides of the relation.
  relation "shop" {
    type  = "belongsTo"
    model = model.coffee-shop
  }
}

# The average of a shop's reviews. `calls` opens the way to the model and hands the function its
# address in ESPC_MODEL_REVIEW_URL.
function "rating" {
  runtime = "nodejs24"
  source  = "./functions/rating"
  calls   = [model.review]
}

# Shops near an address: asks the geocoder outside for the place, and the model for the shops.
function "nearby" {
  runtime = "nodejs24"
  source  = "./functions/nearby"
  memory  = "512Mi"
  timeout = "10s"
  calls   = [model.coffee-shop, service_endpoint.geocoder]

  env = {
    USER_AGENT = "canvas-example/1.0"
  }

  scale {
    min = 1
    max = 5
  }
}

# Something outside the topology.
service_endpoint "geocoder" {
  urls = ["https://nominatim.openstreetmap.org"]
}

# The only public door. What is set here holds for every endpoint that does not say otherwise.
gateway "edge" {
  hosts = ["canvas.example.com"]

  rate_limit {
    rate = "50/s"
    per  = "ip"
  }

  cors {
    origins = ["https://www.example.com"]
    methods = ["GET", "POST"]
    max_age = "1h"
  }
}

api_endpoint "shops" {
  gateway = gateway.edge
  paths   = ["/api/coffee-shops", "/api/coffee-shops/*"]
  methods = ["GET", "HEAD"]
  to      = model.coffee-shop
}

api_endpoint "reviews" {
  gateway = gateway.edge
  paths   = ["/api/reviews", "/api/reviews/*"]
  methods = ["GET", "POST"]
  to      = model.review
}

# More specific than /api/coffee-shops/*, so it wins, whatever the order they are written in.
api_endpoint "rating" {
  gateway = gateway.edge
  paths   = ["/api/coffee-shops/{id}/rating"]
  methods = ["GET"]
  to      = function.rating
}

api_endpoint "nearby" {
  gateway = gateway.edge
  paths   = ["/nearby"]
  methods = ["GET"]
  to      = function.nearby
}

# /geocode/search?q=Hamburg goes out as /search?q=Hamburg. The geocoder's terms ask for at most one
# request a second and a User-Agent that names the application.
api_endpoint "geocode" {
  gateway    = gateway.edge
  paths      = ["/geocode/*"]
  methods    = ["GET"]
  to         = service_endpoint.geocoder
  strip_path = true

  rate_limit {
    rate = "1/s"
    per  = "endpoint"
  }

  headers {
    request_set = { "User-Agent" = "canvas-example/1.0" }
  }
}
