variable "project" {
  description = "The Google Cloud project's id."
  type        = string
}

variable "region" {
  description = "Where everything runs."
  type        = string
  default     = "europe-west1"
}

variable "image" {
  description = "The image with its digest, such as europe-west1-docker.pkg.dev/PROJECT/vvg/app@sha256:..."
  type        = string
}

variable "users" {
  description = "Who may use the app, such as group:marketing@example.com; IAP asks them to sign in."
  type        = list(string)
}

variable "admins" {
  description = "E-mail addresses of those who say on the page People what others may do."
  type        = list(string)
}

variable "alert_email" {
  description = "Who is told when something is wrong."
  type        = string
}

variable "workers" {
  description = "Worker instances; each makes videos_per_worker at the same time."
  type        = number
  default     = 2
}

variable "videos_per_worker" {
  description = "Videos at the same time on one worker. Most of a video's time is waiting for clips."
  type        = number
  default     = 3
}

variable "clips_per_minute" {
  description = "Clips begun in a minute over all workers: the video model's quota. 0 is no limit."
  type        = number
  default     = 10
}

variable "daily_budget_usd" {
  description = "What may be spent in a UTC day."
  type        = number
  default     = 25
}

variable "database_tier" {
  description = "The size of Cloud SQL."
  type        = string
  default     = "db-custom-1-3840"
}

variable "keep_files_days" {
  description = "Days until files that were replaced or removed are gone for good."
  type        = number
  default     = 30
}
