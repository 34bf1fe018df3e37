# One event made into another: what does not pass is left out, what is missing is asked for, what is left is put into shape.
# What fails for good becomes an event too.

variable "from" {
  type        = string
  description = "The event that comes in, as a reference"
}

variable "to" {
  type        = list(string)
  description = "Where what comes out goes, as references: events, functions, microservices, service_endpoints, queues"
}

variable "bus" {
  type        = string
  description = "The bus of what failed, as a reference"
}

variable "when" {
  type        = string
  description = "JSONata: which events go on"
  default     = null
}

variable "call" {
  type        = string
  description = "What is asked about each event, as a reference to a function, a microservice or a service_endpoint"
  default     = null
}

variable "into" {
  type        = string
  description = "The name in the data that the answer gets"
  default     = "answer"
}

variable "split" {
  type        = string
  description = "JSONata: a list, of which each item goes on by itself"
  default     = null
}

variable "transform" {
  type        = string
  description = "JSONata: the new data"
  default     = null
}

variable "retries" {
  type        = number
  description = "How often a failed step is tried again"
  default     = 2
}

integration "flow" {
  from = var.from

  steps = concat(
    var.when == null ? [] : [{ filter = { when = var.when } }],
    var.call == null ? [] : [{ enrich = { call = var.call, into = var.into } }],
    var.split == null ? [] : [{ split = { jsonata = var.split } }],
    var.transform == null ? [] : [{ transform = { jsonata = var.transform } }],
  )

  to          = var.to
  retries     = var.retries
  dead_letter = event.failed
}

# Its data is the event that failed.
event "failed" {
  bus = var.bus
}

output "failed" {
  value = event.failed
}
