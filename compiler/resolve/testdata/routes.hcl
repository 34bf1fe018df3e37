# ignore W0406
topology "shop" {}

gateway "edge" {
  hosts = ["example.com", "*.example.com"]
}
gateway "other" {
  hosts = ["example.org"]
}
service_endpoint "s" {
  urls = ["https://s.example.com"]
}

# Hosts are covered by the gateway's.
api_endpoint "hosts" {
  gateway = gateway.edge
  hosts   = ["example.com", "shop.example.com", "a.b.example.com", "example.org"] # want E0503 a.b.example.com is none of the hosts of gateway.edge # want E0503 example.org is none
  paths   = ["/hosts"]
  to      = service_endpoint.s
}

# A parameter's name tells nothing apart; a literal, a parameter and * do.
api_endpoint "by-id" {
  gateway = gateway.edge
  paths   = ["/cars/{id}", "/cars/{id}/wheels", "/cars/new", "/cars/*", "/*", "/boats/{a}/x"]
  to      = service_endpoint.s
}
api_endpoint "by-name" {
  gateway = gateway.edge
  paths   = ["/cars/{name}", "/cars/{id}/doors"] # want E0502 /cars/{name} of api_endpoint.by-name and /cars/{id} of api_endpoint.by-id are one route for all methods
  to      = service_endpoint.s
}

# Methods that differ do not overlap; those in common do.
api_endpoint "read" {
  gateway = gateway.edge
  paths   = ["/things"]
  methods = ["GET", "HEAD"]
  to      = service_endpoint.s
}
api_endpoint "write" {
  gateway = gateway.edge
  paths   = ["/things"]
  methods = ["POST", "PUT"]
  to      = service_endpoint.s
}
api_endpoint "z-patch" {
  gateway = gateway.edge
  paths   = ["/things"] # want E0502 are one route for PUT on example.com
  methods = ["PUT", "PATCH"]
  to      = service_endpoint.s
}

# Hosts that differ do not overlap; a wildcard overlaps what it matches.
api_endpoint "host-a" {
  gateway = gateway.edge
  hosts   = ["a.example.com"]
  paths   = ["/tenant"]
  to      = service_endpoint.s
}
api_endpoint "host-b" {
  gateway = gateway.edge
  hosts   = ["b.example.com"]
  paths   = ["/tenant"]
  to      = service_endpoint.s
}
api_endpoint "host-wild" {
  gateway = gateway.edge
  hosts   = ["*.example.com"]
  paths   = ["/tenant"] # want E0502 host-wild and /tenant of api_endpoint.host-a # want E0502 host-wild and /tenant of api_endpoint.host-b
  to      = service_endpoint.s
}

# Another gateway is another place.
api_endpoint "elsewhere" {
  gateway = gateway.other
  paths   = ["/cars/{id}"]
  to      = service_endpoint.s
}

# One endpoint overlaps itself; escapes that mean the same are the same.
api_endpoint "itself" {
  gateway = gateway.other
  paths   = ["/a/{x}", "/a/{y}", "/b~c", "/b%7Ec"] # want E0502 /a/{y} of api_endpoint.itself and /a/{x} # want E0502 /b%7Ec of api_endpoint.itself and /b~c
  to      = service_endpoint.s
}

api_endpoint "split" {
  gateway = gateway.other
  paths   = ["/split"]
  to "a" {
    target = service_endpoint.s
    weight = 0 # want E0205 all weights of api_endpoint.split are 0
  }
}
api_endpoint "shared" {
  gateway = gateway.other
  paths   = ["/shared"]
  to "a" {
    target = service_endpoint.s
    weight = 0
  }
  to "b" {
    target = service_endpoint.s
    weight = 1
  }
}

# Two doors of one cluster for one host, and doors that are none.
gateway "twin-a" {
  hosts = ["twin.example.com"]
}
gateway "twin-b" {
  hosts = ["twin.example.com"] # want E0509 gateway.twin-a and gateway.twin-b both answer for the host twin.example.com
}
gateway "inside" {
  hosts  = ["twin.example.com"]
  expose = "internal"
}
