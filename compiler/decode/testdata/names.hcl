topology "1shop" {}                                 # want E0302 does not start with a letter; write "app-1shop"

secret "DB_Password" {                              # want E0302 "DB_Password" is no name; write "db-password"
  key = "shop/db"
}
secret "photoStore" {                               # want E0302 "photoStore" is no name; write "photo-store"
  key = "shop/db"
}
secret "a2345678901234567890123456789012345678901" { # want E0303 41 characters
  key = "shop/db"
}
secret "a234567890123456789012345678901234567890" {
  key = "shop/db"
}

function "labels" {
  image = "acme/labels:1"
  env = {
    "LOG-LEVEL" = "debug"                           # want E0305 no name of an environment variable; write LOG_LEVEL
    "2ND"       = "x"                               # want E0305 "2ND"; write _2ND
    ESPC_MODE   = "fast"                            # want E0306 ESPC_MODE is reserved
    LOG_LEVEL   = "debug"
  }
  on "a b" {                                        # want E0305 "a b" is no identifier
    event = event.a
  }
  on "a_b-1" {
    event = event.a
  }
}

microservice "ports" {
  image = "acme/ports:1"
  port_named "a-name-of-16-ch" {
    port = 1
  }
  port_named "a-name-of-16-chr" {                   # want E0305 is no port name
    port = 2
  }
  volume "Data" {                                   # want E0305 is no DNS label; write "data"
    size = "1Gi"
    path = "data"                                   # want E0209 "data" is no mount path; write /data
  }
  scratch "tmp" {
    path = "/proc/x"                                # want E0306 belongs to the kernel
  }
  file "etc/app.conf" {                             # want E0305 no path of a file; write /etc/app.conf
    inline = "x"
  }
  file "/etc/../app.conf" {                         # want E0305 no path of a file; write /app.conf
    inline = "x"
  }
  aliases = ["1st", "cart", "Cart"]                 # want E0305 does not start with a letter # want E0305 no DNS label
}

gateway "headers" {
  headers {
    request_set = {
      "X-Id"    = "1"
      "X Id"    = "1"                               # want E0305 "X Id" is no header name
    }
    response_remove = ["Server:"]                   # want E0209 "Server:" is no header name
  }
}
