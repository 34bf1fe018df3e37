# Pages and the API they use behind one door and on one host, so that no browser asks for cross-origin rules.

variable "gateway" {
  type        = string
  description = "The gateway, as a reference"
}

variable "api" {
  type        = string
  description = "What answers below the API's path, as a reference to a function, a microservice or a model"
}

variable "api_path" {
  type        = string
  description = "The path that the API is below"
  default     = "/api"
}

variable "url" {
  type        = string
  description = "Where the pages are: the address of a bucket's website or of a CDN; or files or image"
  default     = null
}

variable "files" {
  type        = any
  description = "The pages, as a microservice's file blocks below /usr/share/nginx/html, served by nginx; or url or image"
  default     = {}
}

variable "image" {
  type        = string
  description = "What serves the pages, on port 8080 and as no root user; or url"
  default     = "nginxinc/nginx-unprivileged:1.27.4-alpine3.21"
}

variable "user" {
  type        = number
  description = "The user that the image runs as"
  default     = 101
}

microservice "site" {
  for_each = var.url == null ? { pages = var.image } : {}

  image  = each.value
  user   = var.user
  file   = var.files
  memory = "64Mi"
  cpu    = "50m"

  # nginx keeps its pid and buffers here; the root file system is read-only.
  scratch "tmp" {
    path = "/tmp"
    size = "64Mi"
  }
}

service_endpoint "site" {
  for_each = var.url == null ? {} : { pages = var.url }

  urls = [each.value]
}

api_endpoint "pages" {
  gateway = var.gateway
  paths   = ["/*"]
  methods = ["GET", "HEAD"]
  to      = var.url == null ? microservice.site["pages"] : service_endpoint.site["pages"]

  auth {
    type = "none"
  }
}

api_endpoint "api" {
  gateway = var.gateway
  paths   = [var.api_path, "${var.api_path}/*"]
  to      = var.api
}
