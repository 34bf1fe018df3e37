topology "shop" {}

secret "db" {
  key = "shop/db"
}
event_bus "main" {}
event "a" {
  bus = "main"                                      # want E0407 bus takes a reference, kind.name, and "main" is none; write event_bus.main
}
event "b" {
  bus = "event_bus.main"
}
gateway "edge" {}
function "a" {
  image = "acme/a:1"
  calls = [function.b.url]                          # want E0407 "function.b.url" is none; write function.b
  env = {
    OTHER  = function.b                             # want E0402 env takes a string or a reference to a secret, not function.b; write { of = function.b }
    URL    = { of = function.b }
    DOOR   = { of = gateway.edge, part = "host" }
    PART   = { of = function.b, part = "hots" }     # want E0204 "hots" is none of the values of part; write "host"
    TYPO   = "secret.dbb"                           # want W0408 "secret.dbb" is no declared secret; write secret.db
    TEXT   = { value = "secret.dbb" }
    NUMBER = 8080                                   # want E0202 NUMBER takes a string, a secret or { of, part }, not a number; write "8080"
    NONE   = null
    HALF   = { part = "url" }                       # want E0203 env "HALF" needs of
  }
}
function "b" {
  image = "acme/b:1"
  on "b" {
    event = event.b
    filter = {
      type          = "shop.b"
      "data.total"  = { gt = 100, lt = 1000 }
      "data.state"  = ["new", "paid"]
      region        = { not = "eu" }
      subject       = { prefix = "orders/", suffix = 1 } # want E0220 suffix of subject takes a string, not a number
      data          = { total = 1 }                 # want E0220 not at data itself # want E0220 no condition "total"; "data.total"
      "data..x"     = 1                             # want E0220 "data..x" is no path into data
      Region        = "eu"                          # want E0220 "Region" is no attribute
      ext           = { over = 1 }                  # want E0220 no condition "over"
      other         = []                            # want E0220 lists nothing
    }
  }
}

environment "prod" {
  override "resize" {                               # want E0407 override takes addresses
    memory = "1Gi"
  }
}
