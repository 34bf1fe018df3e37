topology "shop" {}

secret "db" {
  key = "shop/db-password-2024-0001"
}

function "a" {
  image = "acme/a:1"
  env = {
    DB_PASSWORD    = "hunter2"                      # want E0213 a password in plain text
    API_TOKEN      = "f3a9c81b77d24e0f9a"           # want E0213 a token or key in plain text
    AWS_ID         = "AKIAIOSFODNN7EXAMPLE"         # want E0213 an AWS access key
    DATABASE_URL   = "postgres://shop:hunter2@db/x" # want E0213 a URL with a password
    KEYS           = { value = "-----BEGIN RSA PRIVATE KEY-----" } # want E0213 a private key
    PASSWORD_FILE  = "/run/secrets/db"
    TOKEN_URL      = "https://login.example.com/v2/token"
    SORT_KEY       = "customer"
    PASSWORD       = secret.db
    SAME           = "secret.db"
    PLACEHOLDER    = "postgres://shop:$PASSWORD@db/x"
  }
}

connector "main" {
  type     = "postgresql"
  host     = "db.example.com"
  database = "shop"
  password = "hunter2"                              # want E0213 password takes a reference to a secret, not a value
  options = {
    ssl      = true
    password = "hunter2"                            # want E0213 a password in plain text
  }
}

job "migrate" {
  image = "acme/migrate:1"
  args  = ["--user=shop", "--password=hunter2", "--password=$DB_PASSWORD", "a=b"] # want E0213 a password in plain text
  command = ["migrate", "--password", "hunter2", "--password", "$DB_PASSWORD", "--password", "--verbose", "--user", "shop"] # want E0213 a password in plain text
  env = {
    PIN_PASSWORD = 12345                            # want E0213 a password in plain text
    PIN          = 12345                            # want E0202 PIN takes a string, a secret; write "12345"
  }
}

output "admin-password" {
  value = "hunter2"                                 # want E0213 a password in plain text
}

gateway "edge" {
  headers {
    request_set = {
      Authorization = "Bearer f3a9c81b77d24e0f9a"   # want E0213 a token or key in plain text
      X-Mode        = "fast"
      X-Key         = secret.db
    }
  }
}

service_endpoint "out" {
  urls = ["https://user:hunter2@example.com"]       # want E0213 a URL with a password
}

schema "login" {
  format = "jsonschema"
  inline = { properties = { password = { type = "string" } } }
}
