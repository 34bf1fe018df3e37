# References, never values: `key` is the name in the store, `property` a field of it.

secret "database" {
  key      = "orders-database"
  property = "password"
}

# The public half of what the identity provider signs with, as PEM.
secret "login-public-key" {
  key      = "orders-login"
  property = "public.pem"
}

secret "chat-token" {
  key      = "orders-chat"
  property = "token"
}

# What the carrier signs with.
secret "carrier" {
  key      = "orders-carrier"
  property = "hook-key"
}

# What partners come with, each keyId:keySecret.
secret "northwind" {
  key      = "orders-partners"
  property = "northwind"
}

secret "adventure-works" {
  key      = "orders-partners"
  property = "adventure-works"
}

# The certificate of the host and of all below it.
secret "tls" {
  key = "orders-tls"
}
