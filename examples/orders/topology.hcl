# Takes orders, has them paid for, and sees that they can be delivered. Between the steps are events:
# who takes an order knows nothing of who charges for it, and neither knows who sends the mails.

topology "orders" {
  description = "Takes orders and carries them through"
}

variable "host" {
  type        = string
  description = "The shop's host; the partners' API is at partners.<host>"
  default     = "orders.example.com"
}

variable "database" {
  type        = string
  description = "PostgreSQL of the environment"
  default     = "postgres.orders.example.com"
}

output "shop" {
  value = gateway.shop.url
}

output "partners" {
  value = gateway.partners.url
}
