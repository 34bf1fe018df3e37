topology "shop" {}

function "a" {
  image   = "acme/a:1"
  memory  = 512                                     # want E0207 memory takes an amount of memory, not the number 512; write its unit, such as "512Mi" or "512Gi"
  cpu     = 1                                       # want E0207 cpu takes an amount of cpu, not the number 1; write "1"
  timeout = 30                                      # want E0207 timeout takes a duration, not the number 30; write "30s"
}

function "b" {
  image   = "acme/b:1"
  memory  = "512mb"                                 # want E0208 "mb" is no unit; write "512Mi"
  cpu     = "0.1m"                                  # want E0208 the least is 1m
  timeout = "0s"                                    # want E0205 timeout is above 0
}

function "c" {
  image   = "acme/c:1"
  memory  = "1m"                                    # want E0208 m means thousandths of a byte; write "1Mi"
  cpu     = "0.5"
  timeout = "-5s"                                   # want E0205 negative; write "5s"
}

function "d" {
  image   = "acme/d:1"
  memory  = "1.5Gi"
  cpu     = "1500m"
  timeout = "1h30m"
}

event_bus "main" {
  retention = "7d"
}

event_bus "none" {
  retention = "0s"
}

plan "p" {
  rate  = 100                                       # want E0207 rate takes a rate, not the number 100; write "100/s"
  quota = "1000"                                    # want E0207 a quota without its time; write "1000/day"
}

plan "q" {
  rate  = "10/2m"
  quota = "1000/month"
}

plan "r" {
  rate  = "10/sec"                                  # want E0208 "10/sec" is no rate; write "10/s"
  quota = "1000/year"                               # want E0208 per day, week or month
}
