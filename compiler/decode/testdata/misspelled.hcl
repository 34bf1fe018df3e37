topology "shop" {}

# A field that is needed and misspelled is reported once, as the unknown field.
secret "db" {
  kye = "shop/db"                                   # want E0201 secret.db has no field "kye"; write key
}

# Which value is meant is not for a compiler to pick: none would open the gateway.
gateway "edge" {
  auth {}                                           # want E0203 auth needs type; add type: one of none, key, jwt, basic, function
}

secret "value" {
  key   = "shop/value"
  value = 12345                                     # want E0201 has no field "value"; a secret holds a reference, never a value
}

# What stands under a misspelled kind is not reported again where it is referred to.
micro_service "search" {                            # want E0214 there is no kind "micro_service"; write microservice
  image = "acme/search:1"
}
resource "aws_x" "y" {                              # want E0214 there is no kind "resource"; use one of
  a = 1
}
