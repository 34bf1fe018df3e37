topology "shop" {}

# Every night at half past three.
module "reindex" {
  source   = "std/cron-job"
  cron     = "30 3 * * *"
  timezone = "Europe/Zurich"
  image    = "registry.example.com/shop/reindex:1.4.2"
  memory   = "512Mi"
  calls    = [microservice.search]

  env = {
    SEARCH_KEY = secret.search
  }
}

microservice "search" {
  image = "registry.example.com/shop/search:1.4.2"
}

secret "search" {
  key      = "shop-search"
  property = "key"
}
