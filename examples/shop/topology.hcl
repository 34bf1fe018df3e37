# A small web shop, whole: what customers see, what partners call, what the back office does, and
# what runs at night. One file per concern; the order of files and blocks means nothing.

topology "shop" {
  description = "A small web shop"

  labels = {
    team = "storefront"
  }
}

# What differs between environments and shows up in more than one place. Each environment sets its
# own values in environments.hcl; `--var tag=1.5.0` or ESPC_VAR_tag wins over both.
variable "tag" {
  type        = string
  description = "The version of the shop's own images"
  default     = "1.4.2"
}

variable "images" {
  type        = string
  description = "Where the shop's own images are pushed to"
  default     = "registry.example.com/shop"
}

variable "host" {
  type        = string
  description = "The public host name; the partners' API is at api.<host>"
  default     = "shop.example.com"
}

variable "database_host" {
  type        = string
  description = "PostgreSQL of the environment"
  default     = "postgres.example.com"
}

variable "redis_host" {
  type        = string
  description = "Redis of the environment, for carts"
  default     = "redis.example.com"
}

variable "log_level" {
  type        = string
  description = "debug, info, warn or error"
  default     = "info"
}

variable "cloud" {
  type        = bool
  description = "Whether some functions run outside of the cluster (cloud.hcl)"
  default     = false
}

# Without a stack, plan and apply work on files in "cloud" too.
variable "stack" {
  type        = string
  description = "The CloudFormation stack that the cloud's part is in"
  default     = null
}

# Shown after apply.
output "storefront" {
  value = gateway.public.url
}

output "payment-hook" {
  value = module.payment-hook.url
}
