# ignore W0406
topology "shop" {}

gateway "open" {
  hosts = ["open.example.com"]
}
gateway "closed" {
  hosts = ["closed.example.com"]
  auth {
    type   = "key"
    issuer = "https://login.example.com" # want W0225 auth of type key does not read issuer
  }
}
service_endpoint "s" {
  urls = ["https://s.example.com"]
  auth {
    type   = "header" # want E0222 auth of type header needs the header's name
    secret = secret.token
  }
}
service_endpoint "t" {
  urls = ["https://t.example.com?x=1"] # want E0209 has a query
  auth {
    type   = "basic"
    secret = secret.token
    name   = "X-Key" # want W0225 auth of type basic does not read name
  }
}
secret "token" {
  key = "shop/token"
}

api_endpoint "open" {
  gateway = gateway.open
  paths   = ["/open"]
  to      = service_endpoint.s
  scopes  = ["a"] # want E0504 asks for scopes of a caller
  rate_limit {
    rate = "1/s"
    per  = "consumer" # want E0504 limits each consumer
  }
}
api_endpoint "own" {
  gateway = gateway.open
  paths   = ["/own"]
  to      = service_endpoint.s
  scopes  = ["a"]
  auth {
    type = "basic"
  }
  rate_limit {
    rate = "1/s"
    per  = "consumer"
  }
}
api_endpoint "inherits" {
  gateway = gateway.closed
  paths   = ["/inherits"]
  to      = service_endpoint.s
  scopes  = ["a"]
}
api_endpoint "none" {
  gateway = gateway.closed
  paths   = ["/none"]
  to      = service_endpoint.s
  scopes  = ["a"] # want E0504 asks for scopes of a caller
  auth {
    type = "none"
  }
}

api_endpoint "jwt" {
  gateway = gateway.open
  paths   = ["/jwt"]
  to      = service_endpoint.s
  auth {
    type = "jwt" # want E0222 auth of type jwt needs the issuer's keys
  }
}
api_endpoint "jwt-both" {
  gateway = gateway.open
  paths   = ["/jwt-both"]
  to      = service_endpoint.s
  auth {
    type       = "jwt"
    jwks_uri   = "https://login.example.com/keys"
    public_key = secret.token # want E0216 auth has both jwks_uri and public_key
  }
}
api_endpoint "jwt-fine" {
  gateway = gateway.open
  paths   = ["/jwt-fine"]
  to      = service_endpoint.s
  auth {
    type     = "jwt"
    issuer   = "https://login.example.com"
    jwks_uri = "https://login.example.com/keys"
  }
}
api_endpoint "decides" {
  gateway = gateway.open
  paths   = ["/decides"]
  to      = service_endpoint.s
  auth {
    type = "function" # want E0222 needs the function that decides
  }
}

api_endpoint "cors" {
  gateway = gateway.open
  paths   = ["/cors"]
  to      = service_endpoint.s
  cors {
    origins     = ["*"] # want E0216 sends credentials and allows every origin
    credentials = true
  }
}
api_endpoint "cors-fine" {
  gateway = gateway.open
  paths   = ["/cors-fine"]
  to      = service_endpoint.s
  cors {
    origins     = ["https://example.com"]
    credentials = true
  }
}

# Consumers and plans are about those who say who they are.
consumer "c" {
  key       = secret.token
  plan      = plan.p
  scopes    = ["b"]
  endpoints = [api_endpoint.open, api_endpoint.own, api_endpoint.inherits] # want E0504 api_endpoint.open is open to everybody # want W0225 api_endpoint.own asks for the scope a # want W0225 api_endpoint.inherits asks for the scope a # want W0225 api_endpoint.own asks for a credential of type basic
}
consumer "d" {
  key       = secret.token
  scopes    = ["a"]
  endpoints = [api_endpoint.inherits]
}
plan "p" {
  rate = "1/s"
  limit "api_endpoint.own" {
    rate = "1/m" # want E0208 is no rate; write "1/min"
  }
  limit "api_endpoint.inherits" {} # want E0222 says no rate
  limit "api_endpoint.none" {      # want E0504 asks nobody who calls
    rate = "1/s"
  }
  limit "api_endpoint.gone" { # want E0401 there is no api_endpoint.gone
    rate = "1/s"
  }
}
plan "burst" {
  burst = 5 # want E0222 a burst needs the rate
  quota = "1/day"
}
plan "empty" {} # want W0225 limits nothing

api_endpoint "anybody" {
  gateway = gateway.closed
  paths   = ["/anybody"]
  to      = service_endpoint.s
  auth {
    type = "none"
    in   = "query" # want W0225 auth of type none does not read in
    name = "key" # want W0225 auth of type none does not read name
  }
}
