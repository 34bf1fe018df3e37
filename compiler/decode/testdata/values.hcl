topology "shop" {
  labels = {
    team                   = "web"
    "example.com/cost"     = "x y"                  # want E0209 "x y" is no label value
    "app.kubernetes.io/name" = "x"                  # want E0306 reserved; example.com/name
    "-x"                   = "y"                    # want E0305 is no label key
    long                   = "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234" # want E0209 64 characters
  }
}

microservice "types" {
  image    = 1                                      # want E0202 image takes a string, not a number; write "1"
  session_affinity = true # want E0202 session_affinity takes a string, not a boolean; write one of
  port     = "8080"                                 # want E0202 port takes a whole number, not a string; write 8080 without quotes
  replicas = -1                                     # want E0205 replicas is -1, and takes 0 to 10000
  user     = 1.5                                    # want E0206 user takes a whole number, not 1.5; write 2
  group    = 99999999999999999999                   # want E0205 group is 99999999999999999999
  protocol = "htpp"                                 # want E0204 "htpp" is none of the values of protocol: http, grpc, tcp; write "http"
  command  = "run"                                  # want E0202 command takes a list of strings, not a string; write ["run"]
  args     = ["-v", 2]                              # want E0202 element 2 is a number
  calls    = microservice.range                     # want E0202 calls takes a list; write [microservice.range]
  file "/etc/x" {
    inline = microservice.range                     # want E0202 inline takes a string, not the reference microservice.range
  }
}

microservice "range" {
  image    = "acme/range:1"
  port     = 65536                                  # want E0205 port is 65536, and takes 0 to 65535
  replicas = 1e3
  user     = 2147483647
  group    = 0                                      # want E0205 group is 0, and takes 1
  fs_group = 1e400                                  # want E0205 fs_group is
}

model "flags" {
  connector = connector.main
  public    = "true"                                # want E0202 public takes true or false, not a string; write true without quotes
  strict    = false
}

connector "main" {
  type = null                                       # want E0203 connector.main needs type, and null means unset
}

secret "db" {                                       # want E0203 secret.db needs key; add key =
  property = null
}

functions "resize" {                                # want E0214 there is no kind "functions"; write function
  image = "acme/resize:1"
}

function "fields" {
  image   = "acme/fields:1"
  memoryy = "256Mi"                                 # want E0201 function.fields has no field "memoryy"; write memory
  maxAge  = "1h"                                    # want E0201 "maxAge"; remove it, or use one of
  port    = 80                                      # want E0201 "port"; it is a field of connector, gateway, microservice
  scale {
    minimum = 1                                     # want E0201 scale has no field "minimum"; use one of concurrency, max, min
  }
}

api_endpoint "empty" {
  gateway = gateway.edge
  paths   = []                                      # want E0218 paths is an empty list
  methods = []                                      # want E0218 methods is an empty list; leave the field out
  hosts   = ["a.example.com", "a.example.com"]      # want E0219 hosts has "a.example.com" twice
  to      = [function.fields]                       # want E0202 to takes a reference to function or model
}
