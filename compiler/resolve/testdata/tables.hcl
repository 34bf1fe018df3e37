# ignore W0406
topology "shop" {}

table "orders" {
  key      = "customer:string"
  sort_key = "at:number"
  index "by-state" {
    key      = "state:string"
    sort_key = "at:string" # want E0216 the field at of table.orders has two types, at:number and at:string
  }
  index "by-time" {
    key = "at:number"
  }
}
table "same" {
  key      = "id:string"
  sort_key = "id:string" # want E0216 the sort key of table.same is its key
}

gateway "edge" {
  headers {
    request_set = {
      X-Id = "1"
      x-id = "2" # want E0307 the request header x-id is set twice
    }
    request_remove  = ["X-ID", "X-Other"] # want E0216 the request header X-ID is both set and removed
    response_remove = ["X-Id"]
  }
}
