topology "notes" {}

gateway "edge" {
  hosts = ["notes.example.com"]
}

# The pages at /, the function below /api, both on one host.
module "web" {
  source  = "std/static-site-api"
  gateway = gateway.edge
  url     = "https://notes-pages.s3-website.eu-west-1.amazonaws.com"
  api     = function.notes
}

function "notes" {
  image = "registry.example.com/notes/notes:1.4.2"
}
