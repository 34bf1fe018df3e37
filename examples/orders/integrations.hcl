# Flows between events, without code: conditions and transforms are JSONata over the CloudEvent.

# Every order is looked at before it is charged. An event that no branch and no otherwise takes
# would end here; one that fails three times goes to the undelivered.
integration "screening" {
  from = event.order-placed

  step "risk" {
    enrich {
      call = function.risk
      into = "risk"
    }
  }
  step "way" {
    route {
      branch "suspicious" {
        when = "data.risk.score >= 70"
        to   = event.order-held
      }
      # The score is nobody's business any more.
      otherwise {
        step "plain" {
          transform {
            jsonata = "$sift(data, function($value, $name) { $name != \"risk\" })"
          }
        }
        to = event.order-accepted
      }
    }
  }

  dead_letter = event.undelivered
}

# Tells the desk, which decides.
integration "desk" {
  from = event.order-held

  step "message" {
    transform {
      jsonata = "{ \"text\": \"Order \" & data.order & \" waits for you: \" & $join(data.risk.reasons, \", \") }"
    }
  }

  to          = [service_endpoint.chat]
  retries     = 5
  dead_letter = event.undelivered
}

# Somebody calls who orders for more than a thousand euros.
integration "big-orders" {
  from = event.order-accepted

  step "big" {
    filter {
      when = "data.cents > 100000 and channel = \"web\""
    }
  }
  step "short" {
    transform {
      jsonata = "{ \"order\": data.order, \"customer\": data.customer, \"cents\": data.cents }"
    }
  }

  to          = [event.big-order]
  dead_letter = event.undelivered
}

# A paid order is as many sold lines as it has.
integration "lines" {
  from = event.order-paid

  step "each" {
    split {
      jsonata = "($order := data.order; data.lines.{ \"order\": $order, \"sku\": sku, \"quantity\": quantity }[])"
    }
  }

  to          = [event.line-sold]
  dead_letter = event.undelivered
}

# What was sold, without who bought it.
integration "insights" {
  from = event.order-paid

  step "anonymous" {
    transform {
      jsonata = "{ \"day\": $substringBefore(time, \"T\"), \"cents\": data.cents, \"items\": $sum(data.lines.quantity), \"skus\": [data.lines.sku] }"
    }
  }

  to          = [event.sale]
  dead_letter = event.undelivered
}

# Every night, started by a schedule: what is running out, an event for each article.
integration "stocktake" {
  step "low" {
    enrich {
      call = function.low-stock
      into = "low"
    }
  }
  step "each" {
    split {
      jsonata = "data.low.articles"
    }
  }

  to          = [event.stock-low]
  dead_letter = event.undelivered
}

schedule "stocktake" {
  cron     = "0 22 * * 1-6"
  timezone = "Europe/Zurich"
  to       = integration.stocktake
}
