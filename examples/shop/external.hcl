# What is outside the topology, and how it is called.

# Two regions of one service, taken in turn; the token goes along with every call.
service_endpoint "recommendations" {
  urls = [
    "https://eu1.recommendations.example.com/v2",
    "https://eu2.recommendations.example.com/v2",
  ]

  auth {
    type   = "bearer"
    secret = secret.recommendations-token
  }
}

service_endpoint "payments" {
  urls = ["https://api.payments.example.com"]
}

service_endpoint "photos" {
  urls = ["https://photos.example.com"]
}

locals {
  # One line for each carrier. Its endpoint, its route (gateway-public.hcl) and its place in the
  # quotes (functions.hcl) all come from here.
  carriers = {
    nord   = "https://api.nord-parcel.example.com"
    kurier = "https://api.kurier.example.com/v3"
  }
}

# service_endpoint.carrier-nord and service_endpoint.carrier-kurier
service_endpoint "carrier" {
  for_each = local.carriers

  urls = [each.value]
}
