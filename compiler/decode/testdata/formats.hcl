topology "shop" {}

function "a" {
  image = "acme/Resize:1"                           # want E0210 the path is in lower case; write "acme/resize:1"
}
function "b" {
  image = "acme/resize"                             # want W0211 neither tag nor digest
}
function "c" {
  source  = "../../etc"                             # want E0217 leaves the topology's folder
  runtime = "nodejs24"
  handler = "index.js.handler"                      # want E0209 is no handler
}
function "d" {
  source  = "/etc"                                  # want E0217 is an absolute path
  runtime = "nodejs23"                              # want E0204 nodejs22, nodejs24
}
function "e" {
  source  = "./functions/e"
  runtime = "python3.14"
  handler = "lib/main.handler"
}

gateway "edge" {
  hosts      = ["*", "*.example.com", "https://example.com", "10.0.0.1", "Example.com"] # want E0209 a URL is more # want E0209 is an address # want E0209 lower case; write "example.com"
  allow_from = ["10.1.2.3/16", "10.0.0.1", "10.0.0.0/8", "2001:db8::/32", "10.0.0.0/33"] # want E0212 the network is 10.1.0.0/16; write "10.1.0.0/16" # want E0209 one address; write "10.0.0.1/32" # want E0209 no network
  auth {
    type     = "jwt"
    jwks_uri = "ftp://login.example.com"            # want E0209 neither http nor https
  }
  cors {
    origins = ["https://example.com/", "*"]         # want E0209 is no origin; write "https://example.com"
  }
}

api_endpoint "paths" {
  gateway = gateway.edge
  to      = function.a
  rewrite = "v1"                                    # want E0209 does not start with /; write "/v1"
  scopes  = ["orders:read", "two words"]            # want E0209 is no scope
  paths = [
    "/", "/cars", "/cars/{id}", "/files/*", "/a-b/%20/~c",
    "cars",                                         # want E0501 does not start with /; write "/cars"
    "/cars//x",                                     # want E0501 a segment is empty
    "/cars/",                                       # want E0501 a slash stands last
    "/cars/../x",                                   # want E0501 a segment is ..
    "/cars/{id",                                    # want E0501 "{id" is no parameter; write {id}
    "/cars/x{id}",                                  # want E0501 a parameter is a whole one
    "/{a}/{a}",                                     # want E0501 {a} stands twice
    "/*/x",                                         # want E0501 * stands alone and last
    "/cars/:id",                                    # want E0501 is no parameter; write {id}
    "/cars?x",                                      # want E0501 '?' stands in no path
  ]
}

schedule "s" {
  cron     = "0 3 * * 7"
  timezone = "Europe/Berln"                         # want E0506 no time zone; write Europe/Berlin
  to       = function.a
}
schedule "t" {
  cron     = "61 3 * * *"                           # want E0505 the minute of "61 3 * * *" is 61
  timezone = "America/New_York"
  to       = function.a
}

schema "v" {
  format  = "avro"
  version = "v1.0"                                  # want E0209 is no version
}
table "t" {
  key = "id"                                        # want E0209 no key of a table
  sort_key = "at:number"
}
model "m" {
  connector = connector.c
  access "a" {
    principal = "$owner"                            # want E0209 is no principal; write owner
    allow     = true
  }
  access "b" {
    principal = "editor"
    allow     = true
  }
}
connector "c" {
  type     = "rest"
  base_url = "https://example.com:99999"            # want E0209 its port is no number
}
connector "d" {
  type = "postgresql"
  host = "10.0.0.300"                               # want E0209 its last label is a number
}
