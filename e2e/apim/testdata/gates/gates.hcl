# What API management has, on a gateway that is a REST API on AWS: keys, logins, tokens, a function that decides, scopes, consumers'
# endpoints, plans, limits for consumers, addresses and all together, and cross-origin rules. ../gates.yaml asks it.

topology "gates" {}

# Behind the gateways --------------------------------------------------------------------------------

function "echo" {
  runtime = "nodejs24"
  source  = "./functions/echo"
}

function "count" {
  runtime = "python3.13"
  source  = "./functions/count"
}

function "door" {
  runtime = "nodejs24"
  source  = "./functions/door"
}

service_endpoint "outside" {
  urls = ["https://outside.example.com/base"]

  auth {
    type   = "bearer"
    secret = secret.outside
  }
}

# The gateway ----------------------------------------------------------------------------------------

gateway "api" {
  hosts = ["api.gates.example.com"]

  tls {
    secret = secret.tls
  }

  auth {
    type = "key"
  }
}

api_endpoint "prices" {
  gateway = gateway.api
  paths   = ["/prices", "/prices/{id}"]
  methods = ["GET"]
  to      = function.echo
  scopes  = ["prices:read"]
}

api_endpoint "price-change" {
  gateway = gateway.api
  paths   = ["/prices/{id}"]
  methods = ["PUT"]
  to      = function.count
  scopes  = ["prices:read", "prices:write"]
}

# The key is in a header of its own.
api_endpoint "stock" {
  gateway = gateway.api
  paths   = ["/stock"]
  methods = ["GET"]
  to      = function.echo

  auth {
    type = "key"
    name = "X-API-Key"
  }
}

# In the query, for spreadsheets.
api_endpoint "export" {
  gateway = gateway.api
  paths   = ["/export"]
  methods = ["GET"]
  to      = function.echo

  auth {
    type = "key"
    in   = "query"
    name = "apikey"
  }
}

api_endpoint "account" {
  gateway = gateway.api
  paths   = ["/account"]
  to      = function.echo
  scopes  = ["account"]

  auth {
    type = "basic"
  }
}

api_endpoint "orders" {
  gateway = gateway.api
  paths   = ["/orders/*"]
  to      = function.echo
  scopes  = ["orders:read", "orders:write"]

  auth {
    type       = "jwt"
    issuer     = "https://login.example.com/"
    audience   = ["shop", "backoffice"]
    public_key = secret.login
  }
}

api_endpoint "hooks" {
  gateway = gateway.api
  paths   = ["/hooks/{name}"]
  methods = ["POST"]
  to      = function.echo

  auth {
    type       = "function"
    authorizer = function.door
  }
}

# What no other route takes goes outside.
api_endpoint "rest" {
  gateway    = gateway.api
  paths      = ["/outside/{kind}/*"]
  methods    = ["GET", "POST"]
  to         = service_endpoint.outside
  strip_path = true
  rewrite    = "/v2"

  headers {
    request_set = { "X-From" = "gates" }
  }

  auth {
    type = "none"
  }
}

api_endpoint "partners" {
  gateway = gateway.api
  paths   = ["/partners/{name}"]
  methods = ["GET"]
  to      = service_endpoint.outside
}

api_endpoint "widgets" {
  gateway = gateway.api
  paths   = ["/widgets"]
  methods = ["GET", "POST"]
  to      = function.echo

  auth {
    type = "none"
  }

  cors {
    origins     = ["https://one.example", "https://two.example"]
    headers     = ["Content-Type"]
    credentials = true
    max_age     = "10m"
  }
}

# For browsers that send a token, in whatever headers they like.
api_endpoint "baskets" {
  gateway = gateway.api
  paths   = ["/baskets"]
  methods = ["GET"]
  to      = function.echo

  auth {
    type       = "jwt"
    public_key = secret.login
  }

  cors {
    origins = ["*"]
  }
}

api_endpoint "public-widgets" {
  gateway = gateway.api
  paths   = ["/public-widgets"]
  methods = ["GET"]
  to      = function.count

  auth {
    type = "none"
  }

  cors {
    origins = ["*"]
  }
}

# Limits ---------------------------------------------------------------------------------------------

api_endpoint "busy" {
  gateway = gateway.api
  paths   = ["/busy"]
  methods = ["GET"]
  to      = function.echo

  auth {
    type = "none"
  }

  rate_limit {
    rate  = "6/min"
    per   = "endpoint"
  }
}

api_endpoint "each" {
  gateway = gateway.api
  paths   = ["/each"]
  methods = ["GET"]
  to      = function.echo

  auth {
    type = "none"
  }

  rate_limit {
    rate = "10/1m"
    per  = "ip"
  }
}

api_endpoint "reports" {
  gateway = gateway.api
  paths   = ["/reports"]
  methods = ["GET"]
  to      = function.echo

  rate_limit {
    rate  = "30/min"
    burst = 3
  }
}

api_endpoint "searches" {
  gateway = gateway.api
  paths   = ["/searches"]
  methods = ["GET"]
  to      = function.echo
}

plan "gold" {
  rate  = "60/min"
  burst = 20
  quota = "1000/day"

  limit "api_endpoint.searches" {
    rate = "4/min"
  }
}

plan "free" {
  quota = "100/month"

  limit "api_endpoint.searches" {
    rate  = "2/min"
    burst = 2
  }
}

consumer "acme" {
  plan   = plan.gold
  key    = secret.acme-key
  basic  = secret.acme-login
  scopes = ["prices:read", "prices:write", "account"]
}

consumer "globex" {
  plan   = plan.free
  key    = secret.globex-key
  basic  = secret.globex-login
  scopes = ["prices:read"]
}

# May call one endpoint, and has no plan.
consumer "initech" {
  key       = secret.initech-key
  scopes    = ["prices:read"]
  endpoints = [api_endpoint.stock]
}

# The office's door ----------------------------------------------------------------------------------

gateway "office" {
  hosts      = ["office.gates.example.com"]
  allow_from = ["203.0.113.0/24"]

  tls {
    secret = secret.tls
  }
}

api_endpoint "office" {
  gateway = gateway.office
  paths   = ["/*"]
  to      = function.echo
}

api_endpoint "office-file" {
  gateway = gateway.office
  paths   = ["/files/{name}"]
  methods = ["GET"]
  to      = function.count
}

# Where it runs --------------------------------------------------------------------------------------

secret "tls" { key = "gates-tls" }
secret "outside" {
  key      = "gates-outside"
  property = "token"
}
secret "login" {
  key      = "gates-login"
  property = "public.pem"
}
secret "acme-key" {
  key      = "gates-keys"
  property = "acme"
}
secret "globex-key" {
  key      = "gates-keys"
  property = "globex"
}
secret "initech-key" {
  key      = "gates-keys"
  property = "initech"
}
secret "acme-login" {
  key      = "gates-logins"
  property = "acme"
}
secret "globex-login" {
  key      = "gates-logins"
  property = "globex"
}

environment "cluster" {
  backend "kubernetes" {}
}

environment "rest" {
  backend "aws" {
    region          = "eu-west-1"
    artifact_bucket = "gates-artifacts"
  }

  override "secret.tls" {
    key = "arn:aws:acm:eu-west-1:123456789012:certificate/0b7e6c1a-5f0d-4a39-9d53-8f6c1f5a2b10"
  }
}
