# Who may call what asks for a key or a login, and how often.

plan "partner" {
  rate = "20/s"
}

plan "trial" {
  rate = "1/s"
}

consumer "acme" {
  plan      = plan.partner
  key       = secret.acme-key
  scopes    = ["orders:read"]
  endpoints = [api_endpoint.partner-orders, api_endpoint.partner-stock]
}

# Looks at the stock for now. Without the scope it would get no order either.
consumer "globex" {
  plan      = plan.trial
  key       = secret.globex-key
  endpoints = [api_endpoint.partner-stock]
}

# The back office's own client.
consumer "backoffice" {
  basic = secret.backoffice-login
  endpoints = [
    api_endpoint.manage-products,
    api_endpoint.manage-categories,
    api_endpoint.manage-announcements,
    api_endpoint.manage-orders,
    api_endpoint.replay-payment,
  ]
}
