topology "shop" {}

microservice "search" {
  image   = "acme/search:1"
  command = ["sh", "-c", "serve --password=hunter2xyz"]                                # want E0213 a password in plain text
  args    = ["--master-key=hunter2xyz", "--password=$PASS", "--key-file=/a/b2", "--sort-key=created2024"] # want E0213 a token or key in plain text
  env = {
    DSN        = "host=db user=shop password=hunter2xyz"                              # want E0213 a password in plain text
    MASTER_KEY = "hunter2xyz"                                                         # want E0213 a token or key in plain text
    EMPTY      = "password="
    OPTIONS    = "password=$${DB_PASSWORD}"
  }
  file "/etc/search/secret.yaml" {
    inline = "password: hunter2xyz"                                                   # want E0213 a password in plain text
  }
  file "/etc/search/search.yaml" {
    inline = "user: shop\npassword: $${DB_PASSWORD}\npassword_file: /run/secrets/db1\n"
  }
}
