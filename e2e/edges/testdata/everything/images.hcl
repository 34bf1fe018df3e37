# Microservices that are images, one of a registry of the account's and one of another. What calls one on Lambda joins its
# network: a function, by `calls` and by its environment, a job, and a microservice of models. Models whose connector has a
# server are in there as well.
microservice "cart" {
  image     = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/cart:1.2"
  calls     = [function.whisper, model.review, microservice.prices]
  publishes = [event.placed]
  uses = [
    { of = table.orders, access = "readwrite" },
    { of = bucket.scratch, access = "read" },
    { of = queue.work, access = "send" },
  ]
  env = { TOKEN = secret.cart, AGAIN = secret.cart }
  health {
    type = "http"
    path = "/healthz"
  }
}
microservice "prices" {
  image = "ghcr.io/acme/prices:3"
  env   = { LICENSE = secret.prices }
  health {
    type = "http"
    path = "/healthz"
  }
}
secret "cart" {
  key      = "everything/cart"
  property = "token"
}
secret "prices" { key = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:everything/prices-AbCdEf" }
function "basket" {
  runtime = "nodejs24"
  source  = "./code"
  calls   = [microservice.cart]
}
function "window" {
  runtime = "nodejs24"
  source  = "./code"
  env     = { CART_HOST = { of = microservice.cart, part = "host" } }
}
job "stocktake" {
  runtime = "nodejs24"
  source  = "./code"
  calls   = [microservice.prices]
}
schedule "stocktake" {
  cron = "0 4 * * *"
  to   = job.stocktake
}
api_endpoint "cart" {
  gateway = gateway.http
  paths   = ["/cart/{id}"]
  methods = ["GET"]
  to      = microservice.cart
}
api_endpoint "carts" {
  gateway = gateway.rest
  paths   = ["/carts/{id}"]
  methods = ["GET"]
  to      = microservice.cart
}
# It has no server of its own to reach, so that a call alone brings it into the network.
connector "memory" { type = "memory" }
model "visit" { connector = connector.memory }
microservice "visits" {
  models = [model.visit]
  calls  = [microservice.prices]
}
