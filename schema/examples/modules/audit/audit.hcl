variable "tag" {
  type = string
}

function "log" {
  image = "registry.example.com/audit/log:${var.tag}"
}

output "log" {
  value = function.log
}
