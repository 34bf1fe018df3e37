# What runs for long. `calls`, and endpoint values in `env`, are edges: they hand over the address
# and open the network policies on both ends.

# The web pages: a stock nginx with its configuration and pages mounted from files.
microservice "storefront" {
  image = "nginxinc/nginx-unprivileged:1.27.4-alpine3.21"
  user  = 101

  file "/etc/nginx/conf.d/default.conf" {
    source = "./storefront/nginx.conf"
  }
  file "/usr/share/nginx/html/index.html" {
    source = "./storefront/index.html"
  }
  file "/usr/share/nginx/html/robots.txt" {
    inline = "User-agent: *\nDisallow: /checkout\n"
  }

  # The root file system is read-only; nginx keeps its pid and buffers here.
  scratch "tmp" {
    path = "/tmp"
    size = "64Mi"
  }

  health {
    type = "http"
    path = "/healthz"
  }

  memory = "64Mi"
  cpu    = "50m"
}

# Takes the money. The shop's own image, at the version of the environment.
microservice "checkout" {
  image  = "${var.images}/checkout:${var.tag}"
  memory = "512Mi"
  cpu    = "250m"

  env = {
    LOG_LEVEL    = var.log_level
    PUBLIC_URL   = "https://${var.host}"
    PAYMENTS_KEY = secret.payments-key

    # An endpoint value is an address that the compiler knows and a human need not.
    ORDERS_URL   = { of = model.order, part = "url" }
    CARTS_URL    = { of = model.cart, part = "url" }
    PRICE_CACHE  = { of = microservice.cache, part = "address" }
    PAYMENTS_URL = { of = service_endpoint.payments, part = "url" }
  }

  calls = [function.invoice]

  # Autoscaled on CPU instead of a fixed number of replicas.
  scale {
    min         = 2
    max         = 6
    cpu_percent = 70
  }

  health {
    type   = "http"
    path   = "/healthz"
    delay  = "5s"
    period = "10s"
  }

  # Keeps each gateway pod on one replica, so that a checkout's steps find their prices warm.
  session_affinity = "ip"
}

# Prices for a minute or two. Not HTTP, so no route can lead to it, but a service can call it.
microservice "cache" {
  image    = "memcached:1.6.39-alpine"
  args     = ["--memory-limit=64", "--port=11211"]
  port     = 11211
  protocol = "tcp"
  user     = 11211
  replicas = 1
  memory   = "128Mi"

  # The name that older clients have compiled in.
  aliases = ["memcached"]
}

# Product photos in the size that a page asks for, fetched from the photo store.
microservice "images" {
  image = "darthsim/imgproxy:v3.27.2"
  user  = 999

  env = {
    IMGPROXY_BASE_URL        = { of = service_endpoint.photos, part = "url" }
    IMGPROXY_KEY             = secret.imgproxy-key
    IMGPROXY_SALT            = secret.imgproxy-salt
    IMGPROXY_PROMETHEUS_BIND = ":8081"
  }

  # A further port of its Service, for the monitoring.
  port_named "metrics" {
    port = 8081
  }

  health {
    type    = "exec"
    command = ["imgproxy", "health"]
  }

  scratch "tmp" {
    path = "/tmp"
  }

  memory = "1Gi"
  cpu    = "500m"

  scale {
    min = 1
    max = 4
  }
}

# Full-text search. The volume makes it a StatefulSet with a claim; one replica is its default.
microservice "search-index" {
  image    = "getmeili/meilisearch:v1.12.3"
  port     = 7700
  user     = 1000
  group    = 1000
  fs_group = 1000
  memory   = "1Gi"
  cpu      = "200m"

  env = {
    MEILI_ENV          = "production"
    MEILI_NO_ANALYTICS = "true"
    MEILI_DB_PATH      = "/meili_data/data.ms"
    MEILI_MASTER_KEY   = secret.search-key
  }

  volume "data" {
    size = "10Gi"
    path = "/meili_data"
  }

  scratch "tmp" {
    path = "/tmp"
  }

  health {
    type = "http"
    path = "/health"
  }
}

# Workspaces of their own: these models leave the shared one. Routes and calls name the models and
# need not know.
microservice "reviews" {
  models = [model.review, model.review-vote]
}

# In memory, so there can be only one of it.
microservice "announcements" {
  models   = [model.announcement]
  replicas = 1
}
