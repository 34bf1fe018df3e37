# A library: books and loans as models, a catalogue that a job fills before anybody can read it, and
# reminders by the clock. It runs in a cluster or on AWS; nothing in the entities says which.

topology "library" {
  description = "Lends books"
}

secret "database" {
  key      = "library-database"
  property = "password"
}

connector "main" {
  type     = "postgresql"
  host     = "db.library.example.com"
  database = "library"
  username = "library"
  password = secret.database
  migrate  = true
}

model "book" {
  connector = connector.main

  property "isbn" {
    type = "string"
    id   = true
  }
  property "title" {
    type     = "string"
    required = true
  }
  relation "loans" {
    type  = "hasMany"
    model = model.loan
  }
}

model "loan" {
  connector = connector.main

  property "reader" {
    type     = "string"
    required = true
  }
  property "due" {
    type     = "date"
    required = true
  }
  relation "book" {
    type        = "belongsTo"
    model       = model.book
    foreign_key = "bookId"
  }
}

# Puts the catalogue into the database, once per change of it, before the desk opens.
job "catalogue" {
  runtime = "nodejs24"
  source  = "./jobs/catalogue"
  calls   = [model.book]
  before  = [gateway.desk]
  retries = 2
  timeout = "3m"
}

# Finds what is due, every morning.
function "remind" {
  runtime = "nodejs24"
  source  = "./functions/remind"
  calls   = [model.loan]
}

schedule "morning" {
  cron     = "0 7 * * *"
  timezone = "Europe/Berlin"
  to       = function.remind
}

gateway "desk" {}

api_endpoint "books" {
  gateway = gateway.desk
  paths   = ["/api/books", "/api/books/*"]
  methods = ["GET"]
  to      = model.book
}

api_endpoint "loans" {
  gateway = gateway.desk
  paths   = ["/loans", "/loans/*"]
  to      = model.loan

  strip_path = true
  rewrite    = "/api/loans"
}

output "desk" {
  value = gateway.desk.url
}

environment "cluster" {
  backend "kubernetes" {}
}

# Without a stack, plan and apply work on files. `espc apply -e cloud --var stack=library` goes to AWS.
variable "stack" {
  type    = string
  default = null
}

environment "cloud" {
  backend "aws" {
    region          = "eu-west-1"
    stack           = var.stack
    artifact_bucket = "library-artifacts"
  }
}
