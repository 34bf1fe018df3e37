# Consumers that come, change and go: each environment is a later day of the same gateway. ../../bootstrap_test.go lives through them.

topology "members" {}

variable "guests" {
  type    = map(string)
  default = { gus = "gus" }
}

function "echo" {
  runtime = "nodejs24"
  source  = "./functions/echo"
}

gateway "door" {
  auth {
    type = "key"
  }
}

api_endpoint "hall" {
  gateway = gateway.door
  paths   = ["/hall"]
  to      = function.echo
}

api_endpoint "vault" {
  gateway = gateway.door
  paths   = ["/vault"]
  to      = function.echo
  scopes  = ["vault"]
}

api_endpoint "desk" {
  gateway = gateway.door
  paths   = ["/desk"]
  to      = function.echo

  auth {
    type = "basic"
  }
}

plan "small" {
  rate = "2/min"
}

plan "large" {
  rate = "40/min"
}

consumer "ann" {
  plan  = plan.large
  key   = secret.ann
  basic = secret.ann-login
}

consumer "ben" {
  plan   = plan.small
  key    = secret.ben
  scopes = ["vault"]
}

consumer "guest" {
  for_each = var.guests

  key = secret.guest
}

secret "ann" {
  key      = "members"
  property = "ann"
}
secret "ann-login" {
  key      = "members"
  property = "ann-login"
}
secret "ben" {
  key      = "members"
  property = "ben"
}
secret "guest" {
  key      = "members"
  property = "gus"
}

environment "monday" {
  backend "kubernetes" { namespace = "members" }
}

# The guest is gone.
environment "tuesday" {
  backend "kubernetes" { namespace = "members" }
  variables = { guests = {} }
}

# And ben has the other plan, and no scope any more.
environment "wednesday" {
  backend "kubernetes" { namespace = "members" }
  variables = { guests = {} }
  override "consumer.ben" {
    plan   = plan.large
    scopes = null
  }
}

# And ann another key and no login, from another place in the store.
environment "thursday" {
  backend "kubernetes" { namespace = "members" }
  variables = { guests = {} }
  override "consumer.ben" {
    plan   = plan.large
    scopes = null
  }
  override "consumer.ann" {
    basic = null
  }
  override "secret.ann" {
    property = "ann-2"
  }
}
