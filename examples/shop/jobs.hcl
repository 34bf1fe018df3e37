# What runs once.

# Settings of the search index, before the function that depends on them starts. It runs again when
# something in it changes, and only then.
job "search-settings" {
  image  = "curlimages/curl:8.11.1"
  user   = 100
  before = [function.search]

  env = {
    SEARCH_URL = { of = microservice.search-index, part = "url" }
    SEARCH_KEY = secret.search-key
  }

  command = ["sh", "-ec"]
  args = [<<-EOT
    curl --fail --silent --show-error --retry 10 --retry-connrefused \
      --request PATCH "$SEARCH_URL/indexes/products/settings" \
      --header "Authorization: Bearer $SEARCH_KEY" \
      --header "Content-Type: application/json" \
      --data '{
        "searchableAttributes": ["name", "description"],
        "filterableAttributes": ["active"],
        "sortableAttributes": ["priceCents"]
      }'
  EOT
  ]

  scratch "tmp" {
    path = "/tmp"
  }

  memory  = "64Mi"
  timeout = "5m"
}

# Fills the search index from the catalog. Only a schedule leads here, so it does not run at apply.
job "reindex" {
  runtime = "python3.13"
  source  = "./jobs/reindex"
  command = ["python3", "main.py"]
  calls   = [model.product, microservice.search-index]
  memory  = "512Mi"
  retries = 1
  timeout = "30m"

  env = {
    SEARCH_KEY = secret.search-key
  }
}
