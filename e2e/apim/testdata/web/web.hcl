# A website's door: tokens, logins, a function that decides, cross-origin rules, headers and paths, on a gateway that is an HTTP API on
# AWS. ../web.yaml asks it.

topology "web" {}

function "echo" {
  runtime = "nodejs24"
  source  = "./functions/echo"
}

function "door" {
  runtime = "nodejs24"
  source  = "./functions/door"
}

service_endpoint "outside" {
  urls = ["https://outside.example.com/base/"]

  auth {
    type   = "header"
    name   = "X-Token"
    secret = secret.outside
  }
}

gateway "web" {
  cors {
    origins     = ["https://web.example", "https://app.example"]
    headers     = ["Authorization", "Content-Type"]
    methods     = ["GET", "POST"]
    credentials = true
  }
}

api_endpoint "pages" {
  gateway = gateway.web
  paths   = ["/*"]
  methods = ["GET"]
  to      = function.echo
}

# An HTTP API checks these tokens by itself.
api_endpoint "me" {
  gateway = gateway.web
  paths   = ["/me"]
  methods = ["GET", "POST"]
  to      = function.echo

  auth {
    type     = "jwt"
    issuer   = "https://login.example.com/"
    audience = ["web"]
  }
}

api_endpoint "mail" {
  gateway = gateway.web
  paths   = ["/me/mail"]
  methods = ["GET"]
  to      = function.echo
  scopes  = ["mail"]

  auth {
    type     = "jwt"
    issuer   = "https://login.example.com/"
    audience = ["web"]
  }
}

# Not these, of which all scopes are needed.
api_endpoint "mail-out" {
  gateway = gateway.web
  paths   = ["/me/mail"]
  methods = ["POST"]
  to      = function.echo
  scopes  = ["mail", "mail:send"]

  auth {
    type     = "jwt"
    issuer   = "https://login.example.com/"
    audience = ["web"]
  }
}

api_endpoint "staff" {
  gateway = gateway.web
  paths   = ["/staff/{room}"]
  to      = function.echo

  auth {
    type = "basic"
  }
}

api_endpoint "keys" {
  gateway = gateway.web
  paths   = ["/staff/keys"]
  methods = ["GET"]
  to      = function.echo
  scopes  = ["keys"]

  auth {
    type = "basic"
  }
}

api_endpoint "hooks" {
  gateway = gateway.web
  paths   = ["/hooks/{name}"]
  methods = ["POST"]
  to      = function.echo

  auth {
    type       = "function"
    authorizer = function.door
  }
}

api_endpoint "short" {
  gateway    = gateway.web
  paths      = ["/api/v1/{kind}/{id}"]
  methods    = ["GET"]
  to         = function.echo
  strip_path = true
  rewrite    = "/things"
}

api_endpoint "outside" {
  gateway    = gateway.web
  paths      = ["/outside/*"]
  to         = service_endpoint.outside
  strip_path = true

  headers {
    request_set    = { "X-From" = "web" }
    request_remove = ["Cookie"]
  }
}

api_endpoint "outside-mine" {
  gateway = gateway.web
  paths   = ["/mine"]
  methods = ["GET"]
  to      = service_endpoint.outside

  auth {
    type     = "jwt"
    issuer   = "https://login.example.com/"
    audience = ["web"]
  }
}

consumer "porter" {
  basic = secret.porter
}

consumer "keeper" {
  basic  = secret.keeper
  scopes = ["keys"]
}

secret "porter" {
  key      = "web-staff"
  property = "porter"
}
secret "keeper" {
  key      = "web-staff"
  property = "keeper"
}
secret "outside" {
  key      = "web-outside"
  property = "token"
}
secret "login" {
  key      = "web-login"
  property = "public.pem"
}

environment "cluster" {
  backend "kubernetes" {}

  # Express Gateway fetches no keys.
  override "api_endpoint.me" {
    auth { public_key = secret.login }
  }
  override "api_endpoint.mail" {
    auth { public_key = secret.login }
  }
  override "api_endpoint.mail-out" {
    auth { public_key = secret.login }
  }
  override "api_endpoint.outside-mine" {
    auth { public_key = secret.login }
  }
}

environment "http" {
  backend "aws" {
    region          = "eu-west-1"
    artifact_bucket = "web-artifacts"
  }
}
