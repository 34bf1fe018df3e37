topology "photos" {}

bucket "originals" {
  versioned = true

  notify "uploaded" {
    on     = "created"
    event  = event.uploaded
    prefix = "incoming/"
    suffix = ".jpg"
  }
}

# Notifications travel on the account's own bus.
event_bus "default" {
  existing = "default"
}

event "uploaded" {
  bus = event_bus.default
}

# The bucket's name is in ESPC_BUCKET_ORIGINALS_NAME.
function "resize" {
  image = "registry.example.com/photos/resize:1.4.2"
  uses  = [{ of = bucket.originals, access = "read" }]

  on "uploaded" {
    event = event.uploaded
  }
}

environment "prod" {
  backend "aws" {
    region = "eu-west-1"
    stack  = "photos-prod"
  }
}
