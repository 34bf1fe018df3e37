# Routes that are easily confused, for the table in ../doors.yaml.
topology "doors" {}

environment "envoy" {
  backend "kubernetes" {
    namespace = "doors"
    gateway   = "gateway-api"
  }
}

function "any" {
  image = "example.com/any:1"
}

gateway "edge" {
  hosts = ["*"]

  cors {
    origins = ["https://app.example.com"]
  }
}

locals {
  doors = {
    # By path.
    cars      = { hosts = ["*"], paths = ["/cars"], methods = null }
    car       = { hosts = ["*"], paths = ["/cars/{id}"], methods = ["GET"] }
    car-write = { hosts = ["*"], paths = ["/cars/{id}"], methods = ["PUT", "PATCH"] }
    new       = { hosts = ["*"], paths = ["/cars/new/*"], methods = null }
    parts     = { hosts = ["*"], paths = ["/cars/{id}/parts"], methods = null }
    part      = { hosts = ["*"], paths = ["/cars/{id}/{part}"], methods = null }
    garage    = { hosts = ["*"], paths = ["/cars/*"], methods = null }
    files     = { hosts = ["*"], paths = ["/files/*"], methods = null }
    dot       = { hosts = ["*"], paths = ["/a.b/{id}"], methods = null }
    rest      = { hosts = ["*"], paths = ["/*"], methods = ["GET"] }

    # By host.
    partners = { hosts = ["*.partners.example.com"], paths = ["/{what}/{id}"], methods = ["GET"] }
    acme     = { hosts = ["acme.partners.example.com"], paths = ["/{what}/7"], methods = null }
  }
}

api_endpoint "door" {
  for_each = local.doors

  gateway = gateway.edge
  hosts   = each.value.hosts
  paths   = each.value.paths
  methods = each.value.methods
  to      = function.any
}
