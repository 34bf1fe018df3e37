# Events that are published if, and only if, what they tell of was kept: who writes to the database writes the message into
# the same database, in the same transaction; a relay publishes what it finds there and then takes it away.

variable "connector" {
  type        = string
  description = "The database that messages are written to, as a reference"
}

variable "event" {
  type        = string
  description = "The event that a message becomes, as a reference"
}

variable "every" {
  type        = string
  description = "How often the relay looks"
  default     = "1m"
}

# A row of it is a message: id is the event's id, so a message that is published twice is one event.
model "message" {
  connector = var.connector

  property "id" {
    type = "string"
    id   = true
  }
  property "subject" {
    type = "string"
  }
  property "data" {
    type     = "object"
    required = true
  }
  property "at" {
    type     = "date"
    required = true
    index    = true
  }
}

function "relay" {
  runtime   = "nodejs24"
  source    = "../relay"
  timeout   = "50s"
  calls     = [model.message]
  publishes = [var.event]
}

schedule "tick" {
  every = var.every
  to    = function.relay
}

# Who can't write in the same transaction writes by it.
output "message" {
  value = model.message
}
