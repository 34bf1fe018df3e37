# References, never values: `key` is the name in the store, `property` a field of it. Where the
# store is, an environment says: Secrets of the namespace in dev and staging, Vault in prod.

secret "postgres" {
  key      = "shop-postgres"
  property = "password"
}

secret "redis" {
  key      = "shop-redis"
  property = "password"
}

secret "search-key" {
  key      = "shop-search"
  property = "master-key"
}

secret "payments-key" {
  key      = "shop-payments"
  property = "api-key"
}

# Signs what the payment provider sends to us.
secret "payment-hook" {
  key      = "shop-payments"
  property = "hook-key"
}

# Signs what the parcel services send to us.
secret "parcel-hook" {
  key      = "shop-parcels"
  property = "hook-key"
}

secret "imgproxy-key" {
  key      = "shop-imgproxy"
  property = "key"
}

secret "imgproxy-salt" {
  key      = "shop-imgproxy"
  property = "salt"
}

secret "recommendations-token" {
  key      = "shop-recommendations"
  property = "token"
}

# The public half of the key that the identity provider signs with, as PEM.
secret "login-public-key" {
  key      = "shop-login"
  property = "public.pem"
}

# A TLS Secret is taken whole (tls.crt and tls.key), so it names no property.
secret "tls" {
  key = "shop-tls"
}

# What consumers come with: keyId:keySecret, and user:password.
secret "acme-key" {
  key      = "shop-consumers"
  property = "acme"
}

secret "globex-key" {
  key      = "shop-consumers"
  property = "globex"
}

secret "backoffice-login" {
  key      = "shop-consumers"
  property = "backoffice"
}
