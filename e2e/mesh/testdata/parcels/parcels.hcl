# Parcels that are sent, and who wants to know of which. testdata/events.yaml says what reaches whom. The
# entities are the same in a cluster and on AWS.

topology "parcels" {}

event_bus "main" {}

event "sent" {
  bus = event_bus.main
}

event "refused" {
  bus    = event_bus.main
  type   = "acme.refused"
  source = "/acme"
}

# What failed for good. Its data is the event that it was.
event "undelivered" {
  bus = event_bus.main
}

# Publishes whatever it is asked to.
function "publisher" {
  runtime   = "nodejs24"
  source    = "./functions/publisher"
  publishes = [event.sent, event.refused]
}

function "all" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    dead_letter = event.undelivered
  }
}

# Two subscriptions of one function: each event comes once, by the one that it is of.
function "heavy" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { "data.weight" = { gt = 10, lt = 1000 } }
    dead_letter = event.undelivered
  }
  on "refused" {
    event       = event.refused
    filter      = { "data.weight" = { gt = 10 } }
    dead_letter = event.undelivered
  }
}

function "express" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { service = ["express", "same-day"], priority = { gt = 3 } }
    dead_letter = event.undelivered
  }
}

function "unserved" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { service = { exists = false } }
    dead_letter = event.undelivered
  }
}

function "other-services" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { service = { not = ["express", "standard"] } }
    dead_letter = event.undelivered
  }
}

function "orders" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { subject = { prefix = "order/", suffix = "/1" } }
    dead_letter = event.undelivered
  }
}

# Attributes and data together: Knative looks at the subject, the function's runtime at the data.
function "abroad" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event = event.sent
    filter = {
      subject        = { prefix = "order/" }
      "data.country" = { not = ["DE", "AT"] }
    }
    dead_letter = event.undelivered
  }
}

function "fragile" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { "data.tags" = "fragile", "data.insurance.value" = { exists = false } }
    dead_letter = event.undelivered
  }
}

# Fails at what is broken: after two tries that goes to event.undelivered.
function "fails" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "sent" {
    event       = event.sent
    filter      = { "data.broken" = true }
    retries     = 1
    dead_letter = event.undelivered
  }
}

# Fails as well: what it failed at goes to another function, as it is.
function "fails-too" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "refused" {
    event       = event.refused
    filter      = { "data.broken" = true }
    retries     = 0
    dead_letter = function.clerk
  }
}

function "clerk" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
}

function "letters" {
  runtime = "nodejs24"
  source  = "./functions/subscriber"
  on "undelivered" {
    event       = event.undelivered
    dead_letter = function.clerk
  }
}

schedule "reminder" {
  cron  = "0 6 * * 7"
  to    = event.sent
  input = { weight = 12 }
}

environment "cluster" {
  backend "kubernetes" {
    namespace = "parcels"
  }
}

environment "knative" {
  backend "kubernetes" {
    namespace = "parcels"
    serving   = "knative"
  }
}

environment "aws" {
  backend "aws" {
    region = "eu-west-1"
  }
}
