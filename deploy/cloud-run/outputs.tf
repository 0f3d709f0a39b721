output "url" {
  description = "Where the app is."
  value       = google_cloud_run_v2_service.web.uri
}

output "files" {
  description = "Where the files are."
  value       = "gs://${google_storage_bucket.files.name}"
}
