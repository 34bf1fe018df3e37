# ignore W0406
topology "shop" {}

# Code comes from one place.
function "nowhere" {} # want E0215 function.nowhere needs one of source and image
function "twice" {
  image   = "acme/twice:1"
  source  = "./functions/twice" # want E0215 function.twice takes one of source and image, and has several
  runtime = "nodejs24"
}
function "no-runtime" {
  source = "./functions/x" # want E0222 the source of function.no-runtime needs a runtime
}
function "image" {
  image   = "acme/image:1"
  runtime = "nodejs24"      # want W0225 an image does not read runtime
  handler = "index.handler" # want W0225 an image does not read handler
}
function "fine" {
  source  = "./functions/fine"
  runtime = "python3.14"
}
job "nowhere" {} # want E0215 job.nowhere needs one of image and source
job "no-runtime" {
  source = "./jobs/x" # want E0222 needs a runtime
}
microservice "nowhere" {} # want E0215 microservice.nowhere needs one of image and models
microservice "no-models" {
  models = [] # want E0218 microservice.no-models takes no model
}

# Scaling.
microservice "both" {
  image    = "acme/both:1"
  replicas = 2 # want E0216 microservice.both has both replicas and scale
  scale {
    min = 5 # want E0205 scale of microservice.both has min 5 above max 2
    max = 2
  }
}
gateway "both" {
  replicas = 2 # want E0216 gateway.both has both replicas and scale
  scale {
    min = 1
    max = 3
  }
}
function "scale" {
  image = "acme/scale:1"
  scale {
    min = 11 # want E0205 has min 11 above max 10
  }
}

# Ports, mounts and probes.
microservice "ports" {
  image = "acme/ports:1"
  port  = 53
  port_named "dns" {
    port     = 53
    protocol = "udp"
  }
  port_named "again" {
    port = 53 # want E0307 has the port 53 over tcp twice
  }
  port_named "third" {
    port     = 53 # want E0307 has the port 53 over udp twice
    protocol = "udp"
  }
  port_named "other" {
    port   = 54
    target = 53
  }
}
microservice "mounts" {
  image = "acme/mounts:1"
  volume "data" {
    size = "1Gi"
    path = "/data"
  }
  scratch "data" { # want E0307 has the volume name data twice
    path = "/tmp"
  }
  scratch "cache" {
    path = "/data" # want E0307 has the mount path /data twice
  }
  file "/tmp" {} # want E0307 has the mount path /tmp twice # want E0215 file /tmp needs one of inline and source
  file "/etc/app.conf" {
    inline = "a"
    source = "./app.conf" # want E0215 takes one of inline and source
  }
  file "/etc/other.conf" {
    inline = "a"
  }
}
microservice "probe" {
  image = "acme/probe:1"
  health {
    type = "exec" # want E0222 a probe of type exec needs the command
    path = "/up"  # want W0225 a probe of type exec does not read path
  }
}
microservice "mute-probe" {
  image = "acme/probe:1"
  port  = 0
  health { # want E0222 listens on nothing, so there is nothing to probe
    type = "tcp"
  }
}
microservice "exec-probe" {
  image = "acme/probe:1"
  port  = 0
  health {
    type    = "exec"
    command = ["/bin/check"]
  }
}
microservice "http-probe" {
  image = "acme/probe:1"
  health {
    path    = "/up"
    command = ["/bin/check"] # want W0225 does not read command
  }
}

# Service names.
microservice "alias-a" {
  image   = "acme/a:1"
  aliases = ["checkout", "shop-function-fine"] # want E0307 the alias shop-function-fine is the Service name of function.fine
}
microservice "alias-b" {
  image   = "acme/b:1"
  aliases = ["checkout", "shop-workspace", "pay"] # want E0307 microservice.alias-a and microservice.alias-b have the alias checkout # want E0307 the Service name of the workspace
}

# Access to resources.
table "t" {
  key = "id:string"
}
queue "q" {}
function "uses" {
  image = "acme/uses:1"
  uses = [
    { of = table.t, access = "read" },
    { of = table.t, access = "read" },  # want E0219 function.uses uses table.t for read twice
    { of = table.t, access = "write" },
    { of = table.t, access = "send" },  # want E0413 table.t is read and written, not accessed by send
    { of = queue.q, access = "write" }, # want E0413 queue.q is sent to and received from; write "send" or "receive"
    { of = queue.q, access = "send" }, # want W0405 function.uses → queue.q → function.uses
    { of = queue.q, access = "receive" },
  ]
}
