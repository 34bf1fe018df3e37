# Which route a request takes, what becomes of its path, and texts that mean something to what carries them: JavaScript, a shell, YAML and
# the variables of a configuration. ../words.yaml asks it.

topology "words" {}

environment "cluster" {
  backend "kubernetes" {
    namespace = "words"
  }
}

function "echo" {
  runtime = "nodejs24"
  source  = "./functions/echo"
}

gateway "door" {
  hosts = ["*.words.example.com", "one.words.example.com"]
}

locals {
  # From each path to the name that the answer hears.
  routes = {
    exact  = { path = "/a/b/c", methods = ["GET"] }
    last   = { path = "/a/b/{y}", methods = ["GET", "POST"] }
    middle = { path = "/a/{x}/c", methods = ["GET", "POST"] }
    below  = { path = "/a/*", methods = ["GET", "POST", "DELETE"] }
    all    = { path = "/*", methods = ["GET"] }
  }
}

api_endpoint "route" {
  for_each = local.routes

  gateway = gateway.door
  paths   = [each.value.path]
  methods = each.value.methods
  to      = function.echo

  headers {
    request_set = { "X-Route" = each.key }
  }
}

# A path of one host alone.
api_endpoint "one" {
  gateway = gateway.door
  hosts   = ["one.words.example.com"]
  paths   = ["/a/one"]
  methods = ["GET"]
  to      = function.echo

  headers {
    request_set = { "X-Route" = "one" }
  }
}

api_endpoint "texts" {
  gateway = gateway.door
  paths   = ["/texts"]
  to      = function.echo

  headers {
    request_set = {
      "X-Variable"   = "$${HOME} $${process.env.HOME}"
      "X-Expression" = "req.headers['user-agent']"
      "X-Template"   = "`$${1 + 1}`"
      "X-Command"    = "$(id) `id` ; process.exit()"
      "X-Quotes"     = "it's \"so\" \\ and \\u0024{HOME}"
      "X-Data"       = "{\"a\": [1, \"b\"]}"
      "X-Number"     = "010"
      "X-Truth"      = "yes"
      "X-Nothing"    = "null"
      "X-Comment"    = "a # b: c"
      "X-Dollars"    = "$$1 $& $$"
    }
    response_set = {
      "X-Variable"   = "$${HOME} $${process.env.HOME}"
      "X-Expression" = "res.statusCode"
      "X-Quotes"     = "it's \"so\" \\ and \\u0024{HOME}"
      "X-Dollars"    = "$$1 $& $$"
    }
    request_remove  = ["X-Gone"]
    response_remove = ["Access-Control-Allow-Origin"]
  }
}

# A token may be any text.
service_endpoint "outside" {
  urls = ["https://outside.example.com/base"]

  auth {
    type   = "header"
    name   = "X-Token"
    secret = secret.token
  }
}

secret "token" {
  key      = "words"
  property = "token"
}

# Three of one service, each with a path of its own.
service_endpoint "three" {
  urls = ["http://a.example.com/x", "http://b.example.com:8081", "https://c.example.com/z/"]
}

api_endpoint "outside" {
  gateway    = gateway.door
  paths      = ["/outside/{part}/rest/*"]
  to         = service_endpoint.outside
  strip_path = true
  rewrite    = "/v2/$HOME"
}

api_endpoint "three" {
  gateway    = gateway.door
  paths      = ["/three/*"]
  methods    = ["GET"]
  to         = service_endpoint.three
  strip_path = true
}

api_endpoint "kept" {
  gateway = gateway.door
  paths   = ["/kept/{id}"]
  to      = service_endpoint.outside
  rewrite = "/before"
}

api_endpoint "slow" {
  gateway   = gateway.door
  paths     = ["/slow"]
  to        = service_endpoint.three
  timeout   = "1s"
  websocket = true
}
