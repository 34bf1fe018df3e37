# ignore W0406
topology "shop" {}

gateway "edge" {}
table "t" {
  key = "id:string"
}
secret "s" {
  key = "a"
}
output "fine" {
  value = gateway.edge.url
}
output "list" {
  value = [gateway.edge.host, { table = table.t.arn }]
}
output "text" {
  value = "plain text"
}
output "typo" {
  value = gateway.edge.uri # want E0412 gateway.edge has no attribute "uri"; write gateway.edge.url
}
output "bare" {
  value = gateway.edge # want E0412 an output shows an attribute of gateway.edge; write gateway.edge.url
}
output "secret" {
  value = secret.s.key # want E0412 secret.s has nothing that an output could show
}
output "gone" {
  value = gateway.egde.url # want E0401 there is no gateway.egde; write gateway.edge
}
