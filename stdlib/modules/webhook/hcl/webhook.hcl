# A door for what others send: a route, and a function behind it that believes a message when its signature is right, and
# publishes it as an event.

variable "gateway" {
  type        = string
  description = "The gateway that the route is on, as a reference"
}

variable "path" {
  type        = string
  description = "The route's path"
}

variable "secret" {
  type        = string
  description = "What messages are signed with, as a reference to a secret"
}

variable "event" {
  type        = string
  description = "The event that a message becomes, as a reference; the message is its data"
}

variable "signature_header" {
  type        = string
  description = "The header that holds the signature: HMAC-SHA256 of the body, in hex"
  default     = "X-Hub-Signature-256"
}

variable "signature_prefix" {
  type        = string
  description = "What stands before the hex digits there"
  default     = "sha256="
}

variable "id_header" {
  type        = string
  description = "The header that holds the message's id, which becomes the event's: a message that is sent twice is one event"
  default     = "X-GitHub-Delivery"
}

variable "kind_header" {
  type        = string
  description = "The header that says what kind of message it is, which becomes the event's extension kind"
  default     = "X-GitHub-Event"
}

variable "rate" {
  type        = string
  description = "How many messages are taken"
  default     = "100/s"
}

function "receiver" {
  runtime   = "nodejs24"
  source    = "../receiver"
  timeout   = "10s"
  publishes = [var.event]

  env = {
    SIGNING_KEY      = var.secret
    SIGNATURE_HEADER = { value = var.signature_header }
    SIGNATURE_PREFIX = { value = var.signature_prefix }
    ID_HEADER        = { value = var.id_header }
    KIND_HEADER      = { value = var.kind_header }
  }
}

api_endpoint "route" {
  gateway = var.gateway
  paths   = [var.path]
  methods = ["POST"]
  to      = function.receiver

  # The signature is the credential.
  auth {
    type = "none"
  }

  # Senders come from few addresses, in bursts.
  rate_limit {
    rate = var.rate
    per  = "endpoint"
  }
}

output "receiver" {
  value = function.receiver
}
