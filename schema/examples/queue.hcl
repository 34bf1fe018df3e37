topology "shop" {}

queue "mails" {
  visibility  = "2m"
  retention   = "7d"
  dead_letter = queue.unsent
}

queue "unsent" {
  retention = "14d"
}

# The queue's URL is in ESPC_QUEUE_MAILS_URL.
function "order" {
  image = "registry.example.com/shop/order:1.4.2"
  uses  = [{ of = queue.mails, access = "send" }]
}

function "send" {
  image = "registry.example.com/shop/send:1.4.2"

  on "mail" {
    queue = queue.mails
    batch {
      size   = 10
      window = "5s"
    }
  }
}

gateway "edge" {}

api_endpoint "order" {
  gateway = gateway.edge
  paths   = ["/order"]
  to      = function.order
}

environment "prod" {
  backend "aws" {
    region = "eu-west-1"
    stack  = "shop-prod"
  }
}
