# ignore W0406
topology "shop" {}

connector "m" {
  type = "memory"
  host = "db.example.com" # want W0225 a connector of type memory does not read host
}
connector "pg" {
  type = "postgresql" # want E0222 a connector of type postgresql needs database; add database, or url = secret.NAME
  host = "db.example.com"
}
connector "pg-fine" {
  type     = "postgresql"
  host     = "db.example.com"
  database = "shop"
  migrate  = true
}
connector "pg-url" {
  type = "postgresql"
  url  = secret.db
}
connector "pg-both" {
  type     = "mysql"
  url      = secret.db
  username = "shop" # want E0216 connector.pg-both has both url and username
}
connector "redis" {
  type = "redis" # want E0222 needs host
}
connector "rest" {
  type = "rest" # want E0222 needs base_url
}
connector "rest-fine" {
  type     = "rest"
  base_url = "https://example.com"
  migrate  = true # want W0225 does not read migrate
}
connector "soap" {
  type = "soap" # want E0222 needs wsdl
}
connector "storage" {
  type = "storage" # want E0222 needs bucket
}
connector "odd" {
  type     = "mongodb"
  host     = "db.example.com"
  database = "shop"
  wsdl     = "https://example.com?wsdl" # want W0225 does not read wsdl
}
secret "db" {
  key = "shop/db"
}

model "a" {
  connector = connector.m
  property "owner" {
    type = "string"
  }
  relation "owner" { # want E0307 has the property or relation owner twice
    type    = "belongsTo"
    model   = model.b
    through = model.c # want E0416 a relation of type belongsTo goes through no other model
  }
  relation "out" {
    type  = "hasMany"
    model = model.taken # want E0416 model.a runs in the workspace and model.taken in microservice.one
  }
  relation "many" {
    type    = "hasMany"
    model   = model.b
    through = model.c
  }
  relation "both" {
    type        = "hasAndBelongsToMany"
    model       = model.b
    foreign_key = "x" # want W0225 does not read foreign_key
  }
  access "one" {
    principal = "everyone"
    operation = "read"
    allow     = true
  }
  access "two" { # want E0216 two access rules of model.a
    principal = "everyone"
    operation = "read"
    allow     = false
  }
  access "three" {
    principal = "everyone"
    operation = "read"
    method    = "find"
    allow     = false
  }
}
model "b" {
  connector = connector.m
}
model "c" {
  connector = connector.m
}

# Names that are one in LoopBack or in a URL.
model "item-1" {
  connector = connector.m
}
model "item1" { # want E0307 model.item-1 and model.item1 are both called Item1
  connector = connector.m
}
model "person" { # want E0307 model.human and model.person both answer below /api/people
  connector = connector.m
}
model "human" {
  connector = connector.m
  plural    = "people"
}

model "taken" {
  connector = connector.m
}
model "beside" {
  connector = connector.m
  plural    = "people"
  relation "it" {
    type  = "hasOne"
    model = model.taken
  }
}
microservice "one" {
  models = [model.taken, model.beside]
}
microservice "two" {
  models = [model.taken] # want E0410 microservice.two takes model.taken, which microservice.one takes already
}
