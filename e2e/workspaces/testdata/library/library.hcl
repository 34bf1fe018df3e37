# A library: each kind of property, of relation and of access rule that a model may have. All of it is in memory, as it is compiled.
topology "library" {}

environment "town" {
  backend "kubernetes" {
    namespace = "library"

    workspace {
      replicas = 1 # each would have records of its own
    }
  }
}

connector "shelves" {
  type = "memory"
}

# People log in as members.
model "member" {
  connector = connector.shelves
  base      = "User"
  plural    = "people"

  property "name" {
    type = "string"
  }

  relation "loans" {
    type  = "hasMany"
    model = model.loan
  }
  relation "card" {
    type  = "hasOne"
    model = model.card
  }
}

# Each type of a property, and what may be said of one.
model "book" {
  connector = connector.shelves

  property "isbn" {
    type     = "string"
    required = true
    unique   = true
  }
  property "pages" {
    type    = "integer"
    default = 100
  }
  property "weight" {
    type = "number"
  }
  property "lent" {
    type    = "boolean"
    default = false
  }
  property "printed" {
    type = "date"
  }
  property "origin" {
    type = "geopoint"
  }
  property "tags" {
    type    = "array"
    default = ["new"]
  }
  property "details" {
    type = "object"
  }
  property "cover" {
    type = "buffer"
  }

  relation "authors" {
    type  = "hasAndBelongsToMany"
    model = model.author
  }
  relation "loans" {
    type  = "hasMany"
    model = model.loan
  }
  # A key of its own name.
  relation "sequel" {
    type        = "belongsTo"
    model       = model.book
    foreign_key = "sequelId"
  }
}

# Who is logged in reads; librarians do all.
model "author" {
  connector = connector.shelves

  property "name" {
    type     = "string"
    required = true
  }

  relation "books" {
    type  = "hasAndBelongsToMany"
    model = model.book
  }

  access "nobody" {
    principal = "everyone"
    allow     = false
  }
  access "readers" {
    principal = "authenticated"
    operation = "read"
    allow     = true
  }
  access "librarians" {
    principal = "librarian"
    allow     = true
  }
}

# What a member owns.
model "card" {
  connector = connector.shelves

  property "number" {
    type     = "string"
    id       = true
    required = true
  }

  relation "holder" {
    type  = "belongsTo"
    model = model.member
  }

  access "closed" {
    principal = "everyone"
    allow     = false
  }
  access "issue" {
    principal = "librarian"
    operation = "write"
    allow     = true
  }
  access "show" {
    principal = "owner"
    operation = "read"
    allow     = true
  }
}

# A loan is a book at a member; it is not strict.
model "loan" {
  connector = connector.shelves
  strict    = false

  property "due" {
    type     = "date"
    required = true
  }

  relation "book" {
    type  = "belongsTo"
    model = model.book
  }
  relation "member" {
    type  = "belongsTo"
    model = model.member
  }

  # Counting is a method that everyone may use, and finding is not.
  access "closed" {
    principal = "everyone"
    operation = "read"
    allow     = false
  }
  access "count" {
    principal = "everyone"
    method    = "count"
    allow     = true
  }
}

# It may be read and not written, whoever asks.
model "branch" {
  connector = connector.shelves
  plural    = "branches"
  readonly  = true

  property "street" {
    type = "string"
  }

  relation "rooms" {
    type  = "hasMany"
    model = model.room
  }
}

model "room" {
  connector = connector.shelves

  property "floor" {
    type = "integer"
  }

  relation "branch" {
    type  = "belongsTo"
    model = model.branch
  }
}

# It has no API.
model "till" {
  connector = connector.shelves
  public    = false

  property "cents" {
    type = "integer"
  }
}

# All of it, for everyone.
gateway "door" {
  hosts = ["library.example.com"]
}

locals {
  open = {
    people   = model.member
    books    = model.book
    authors  = model.author
    cards    = model.card
    loans    = model.loan
    branches = model.branch
    rooms    = model.room
  }
}

api_endpoint "all" {
  for_each = local.open

  gateway = gateway.door
  paths   = ["/api/${each.key}", "/api/${each.key}/*"]
  to      = each.value
}
