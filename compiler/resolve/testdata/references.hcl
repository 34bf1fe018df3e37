# ignore W0406
topology "shop" {}

secret "db" {
  key = "shop/db"
}
function "resize" {
  image = "acme/resize:1"
  calls = [
    function.reszie,      # want E0401 there is no function.reszie; name one of those that start with it: function.reszie-a
    microservice.resize,  # want E0401 there is no microservice.resize; write function.resize
    secret.db,            # want E0402 calls takes a reference to function, microservice, model, service_endpoint, not to secret.db
    function.resize,      # want E0403 calls of function.resize refers to itself
    "fucntion.other",     # want E0402 not to fucntion.other; write function.other
    function.other,
    function.oter,        # want E0401 there is no function.oter; write function.other
    function.nothing-like-it-at-all, # want E0401 function.nothing; declare it, or write one of function.{other, resize, reszie-a}
  ]
}
function "other" {
  image = "acme/other:1"
}
function "reszie-a" {
  image = "acme/a:1"
}

# A model may relate to itself: a tree of categories.
connector "main" {
  type = "memory"
}
model "category" {
  connector = connector.main
  relation "parent" {
    type  = "belongsTo"
    model = model.category
  }
}
