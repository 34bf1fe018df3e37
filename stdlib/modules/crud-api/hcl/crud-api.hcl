# A collection of records with a REST API: a model, a route to read it and a route to write it.

variable "gateway" {
  type        = string
  description = "The gateway that the routes are on, as a reference"
}

variable "connector" {
  type        = string
  description = "Where the records live, as a reference"
}

variable "plural" {
  type        = string
  description = "What many of them are called; the path is /api/<plural>"
}

variable "properties" {
  type        = any
  description = "The properties, by name, as in a model"
}

variable "readers" {
  type        = string
  description = "Who may read: everyone, whatever the gateway asks for; or the scope that is needed"
  default     = "everyone"
}

variable "writers" {
  type        = string
  description = "Who may write: the scope that is needed, or nobody"
}

# Named after what it holds many of, so its paths are /api/<plural> and what is below.
model "record" {
  connector = var.connector
  plural    = var.plural
  property  = var.properties
}

api_endpoint "read" {
  gateway = var.gateway
  paths   = ["/api/${var.plural}", "/api/${var.plural}/*"]
  methods = ["GET", "HEAD"]
  to      = model.record
  auth    = var.readers == "everyone" ? { type = "none" } : null
  scopes  = var.readers == "everyone" ? null : [var.readers]
}

api_endpoint "write" {
  for_each = var.writers == "nobody" ? {} : { records = var.writers }

  gateway = var.gateway
  paths   = ["/api/${var.plural}", "/api/${var.plural}/*"]
  methods = ["POST", "PUT", "PATCH", "DELETE"]
  to      = model.record
  scopes  = [each.value]
}

output "model" {
  value = model.record
}
