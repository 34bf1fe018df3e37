topology "shop" {}

# At half past six on working days.
schedule "report" {
  cron     = "30 6 * * 1-5"
  timezone = "Europe/Zurich"
  to       = function.report
  input = {
    days = 1
  }
}

schedule "clean-up" {
  every   = "12h"
  to      = job.clean-up
  retries = 0
}

function "report" {
  image = "registry.example.com/shop/report:1.4.2"
}

job "clean-up" {
  image = "registry.example.com/shop/clean-up:1.4.2"
}
