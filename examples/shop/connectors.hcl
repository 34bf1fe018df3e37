# Where the models' data lives. A connector has no pod: it is a data source of each workspace whose
# models use it, and an opening in that workspace's network policy.

connector "main" {
  type     = "postgresql"
  host     = var.database_host
  port     = 5432
  database = "shop"
  username = "shop"
  password = secret.postgres
}

# Carts come and go, so they are kept out of the database.
connector "carts" {
  type     = "redis"
  host     = var.redis_host
  port     = 6379
  password = secret.redis
}

# Kept in the pod's memory: every replica would have its own, and a restart forgets it.
connector "scratch" {
  type = "memory"
}
