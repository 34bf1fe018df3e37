# Who wakes whom. The receiver gets a CloudEvent of type shop.schedule.<name>, but for a job, which
# is simply run.

schedule "expire-carts" {
  every = "15m"
  to    = function.expire-carts

  # Becomes the event's data.
  input = {
    older_than_hours = 48
  }
}

schedule "reindex" {
  cron     = "30 3 * * *"
  timezone = "Europe/Berlin"
  to       = job.reindex
}

# Captures what was authorised the day before, on working days, before the bank's cut-off.
schedule "settlement" {
  cron     = "0 6 * * 1-5"
  timezone = "Europe/Berlin"
  to       = microservice.checkout
  retries  = 4
}
