# A topology whose API design and models are in a registry that knows older versions of their languages.

topology "registry" {}

environment "aws" {
  backend "aws" {
    region          = "eu-west-1"
    artifact_bucket = "artifacts"
  }
}

gateway "edge" {
  auth {
    type     = "jwt"
    issuer   = "https://login.example.com/"
    audience = ["registry"]
  }
}

api_endpoint "cars" {
  gateway = gateway.edge
  paths   = ["/api/cars", "/api/cars/*"]
  to      = model.car
  scopes  = ["cars"]
}
api_endpoint "any" {
  gateway = gateway.edge
  paths   = ["/any/{id}", "/any/*"]
  to      = function.any
}

function "any" {
  runtime = "nodejs24"
  source  = "./code"
}

connector "db" {
  type     = "mongodb"
  host     = "mongo.example.com"
  database = "cars"
}
model "car" {
  connector = connector.db
  property "name" { type = "string" }
  property "place" { type = "geopoint" }
  property "made" {
    type     = "date"
    required = true
  }
}

event_bus "main" {}
event "sold" {
  bus    = event_bus.main
  schema = schema.sale
}
schema "sale" {
  format = "jsonschema"
  inline = { type = "object" }
}
