# A program that runs at its time, and no sooner: a job, and the schedule that starts it.

variable "cron" {
  type        = string
  description = "When, in cron's five fields; or every"
  default     = null
}

variable "every" {
  type        = string
  description = "How often; or cron"
  default     = null
}

variable "timezone" {
  type        = string
  description = "The time zone that cron is read in"
  default     = "UTC"
}

variable "enabled" {
  type        = bool
  description = "Whether it happens at all"
  default     = true
}

variable "code" {
  type        = string
  description = "The folder with the program, from the file that says it; or image"
  default     = null
}

variable "runtime" {
  type        = string
  description = "What runs the code"
  default     = null
}

variable "image" {
  type        = string
  description = "The image with the program; or code"
  default     = null
}

variable "command" {
  type        = list(string)
  description = "The command, in place of the image's or the runtime's own"
  default     = null
}

variable "args" {
  type        = list(string)
  description = "Its arguments"
  default     = null
}

variable "env" {
  type        = any
  description = "Environment variables: strings, secrets, endpoint values"
  default     = {}
}

variable "calls" {
  type        = list(string)
  description = "What it calls, as references"
  default     = []
}

variable "publishes" {
  type        = list(string)
  description = "The events it publishes, as references"
  default     = []
}

variable "memory" {
  type        = string
  description = "Memory"
  default     = "256Mi"
}

variable "cpu" {
  type        = string
  description = "CPU"
  default     = "100m"
}

variable "timeout" {
  type        = string
  description = "How long a run may take"
  default     = "10m"
}

variable "retries" {
  type        = number
  description = "How often a run that failed is tried again"
  default     = 3
}

job "run" {
  image     = var.image
  source    = var.code
  runtime   = var.runtime
  command   = var.command
  args      = var.args
  env       = var.env
  calls     = var.calls
  publishes = var.publishes
  memory    = var.memory
  cpu       = var.cpu
  timeout   = var.timeout
  retries   = var.retries
}

schedule "timer" {
  cron     = var.cron
  every    = var.every
  timezone = var.timezone
  enabled  = var.enabled
  to       = job.run
}

output "job" {
  value = job.run
}
