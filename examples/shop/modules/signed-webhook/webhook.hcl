# A door for what others send to us: a route, and the function behind it that believes a message
# only when its signature is right. Everything here joins the topology under the module's name.

variable "provider" {
  type        = string
  description = "Who sends; the path is /hooks/<provider>"
}

variable "gateway" {
  type        = string
  description = "The gateway that the route is on, as a reference"
}

variable "host" {
  type        = string
  description = "The host of that gateway which the route answers on"
}

variable "key" {
  type        = string
  description = "The secret that messages are signed with, as a reference"
}

variable "orders" {
  type        = string
  description = "The model of the orders that messages are about, as a reference"
}

variable "status" {
  type        = string
  description = "What a believed message sets the order's status to"
}

function "receiver" {
  runtime = "nodejs24"
  source  = "./receiver" # relative to this file, wherever the module is used
  timeout = "10s"

  env = {
    SIGNING_KEY  = var.key
    ORDERS_URL   = { of = var.orders, part = "url" }
    ORDER_STATUS = var.status
  }
}

api_endpoint "route" {
  gateway = var.gateway
  hosts   = [var.host]
  paths   = ["/hooks/${var.provider}"]
  methods = ["POST"]
  to      = function.receiver

  # The sender is one address that sends in bursts, so the limit is the route's.
  rate_limit {
    rate = "100/s"
    per  = "endpoint"
  }
}

output "receiver" {
  value = function.receiver
}

# What to tell the sender.
output "url" {
  value = "https://${var.host}/hooks/${var.provider}"
}
