topology "shop" {}

# References to an entity that is badly named: the name is reported, not those who use the one it should have.
microservice "Search_1" { # want E0302 "Search_1" is no name; write "search-1"
  image = "acme/search:1"
}
microservice "a" {
  image = "acme/a:1"
  calls = [
    microservice.Search_1,
    "microservice.search-1",
    "microservice.serch-1", # want E0401 there is no microservice.serch-1; write microservice.search-1
  ]
  uses = [
    {
      of     = queue.ordres # want E0401 there is no queue.ordres; write queue.orders
      access = "send"
    },
  ]
  env = {
    URL = { of = microservice.lookup }
  }
}

# What a misspelled reference means is used.
queue "orders" {}

micro_service "lookup" { # want E0214 there is no kind
  image = "acme/lookup:1"
}

# One of several fields is needed, and a misspelled one is meant to be it.
job "once" {
  imgae = "acme/once:1" # want E0201 job.once has no field "imgae"; write image
}
schedule "nightly" {
  corn = "0 3 * * *" # want E0201 schedule.nightly has no field "corn"; write cron
  to   = job.once
}

# for_each is one declaration.
secret "each" { # want W0406 secret.each-a is not used
  for_each = ["a", "b", "c"]
  key      = each.value
}
