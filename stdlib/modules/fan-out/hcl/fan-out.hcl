# One event to several places, each by itself: one that is slow or fails keeps no other waiting, and its failures are told
# apart.

variable "from" {
  type        = string
  description = "The event, as a reference"
}

variable "targets" {
  type        = map(object({ to = string, when = optional(string), transform = optional(string) }))
  description = "By name: { to = a reference, when = JSONata, transform = JSONata }; to is needed"
}

variable "bus" {
  type        = string
  description = "The bus of what failed, as a reference"
}

variable "retries" {
  type        = number
  description = "How often a failed delivery is tried again"
  default     = 5
}

integration "to" {
  for_each = var.targets

  from = var.from

  steps = concat(
    each.value.when == null ? [] : [{ filter = { when = each.value.when } }],
    each.value.transform == null ? [] : [{ transform = { jsonata = each.value.transform } }],
  )

  to          = [each.value.to]
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
