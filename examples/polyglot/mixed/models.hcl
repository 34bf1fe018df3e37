# Whoever likes HCL keeps the data in it. The variables declared here reach the other languages.

topology "parcels" {
  description = "Tracks parcels from the depot to the door"
}

variable "host" {
  type        = string
  description = "The public host name; gateway.jsonnet takes it as std.extVar('host')"
  default     = "parcels.example.com"
}

variable "memory" {
  type        = string
  description = "What each function gets; functions.cue takes it as @tag(memory)"
  default     = "256Mi"
}

connector "main" {
  type     = "postgresql"
  host     = "postgres.example.com"
  database = "parcels"
  username = "parcels"
  password = secret.postgres
}

secret "postgres" {
  key      = "parcels-postgres"
  property = "password"
}

secret "alerts-token" {
  key      = "parcels-alerts"
  property = "token"
}

model "depot" {
  connector = connector.main

  property "name" {
    type     = "string"
    required = true
  }
  property "city" {
    type  = "string"
    index = true
  }

  relation "parcels" {
    type  = "hasMany"
    model = model.parcel
  }
}

model "parcel" {
  connector = connector.main

  property "number" {
    type     = "string"
    required = true
    unique   = true
  }
  property "recipient" {
    type     = "string"
    required = true
  }
  property "weightGrams" {
    type     = "integer"
    required = true
  }
  property "delivered" {
    type    = "boolean"
    default = false
  }
  property "lastScanAt" {
    type  = "date"
    index = true
  }

  relation "depot" {
    type  = "belongsTo"
    model = model.depot
  }
  relation "scans" {
    type  = "hasMany"
    model = model.scan
  }
}

model "scan" {
  connector = connector.main

  property "at" {
    type     = "date"
    required = true
  }
  property "place" {
    type     = "string"
    required = true
  }
  property "event" {
    type        = "string"
    required    = true
    description = "arrived, left or delivered"
  }

  relation "parcel" {
    type  = "belongsTo"
    model = model.parcel
  }
}
