# One account a role. Both read and write files and the database; only workers order clips.

resource "google_service_account" "role" {
  for_each = {
    web    = "Shows pages, asks for videos, writes scripts"
    worker = "Makes videos"
  }

  account_id   = "${local.name}-${each.key}"
  display_name = each.value
}

locals {
  members = { for role, account in google_service_account.role : role => account.member }
}

resource "google_project_iam_member" "database" {
  for_each = local.members

  project = var.project
  role    = "roles/cloudsql.client"
  member  = each.value
}

# Gemini for scripts on both, Veo on workers: the same role, since takes can be filmed from a page, too.
resource "google_project_iam_member" "models" {
  for_each = local.members

  project = var.project
  role    = "roles/aiplatform.user"
  member  = each.value
}

resource "google_storage_bucket_iam_member" "files" {
  for_each = local.members

  bucket = google_storage_bucket.files.name
  role   = "roles/storage.objectUser"
  member = each.value
}

# Signed addresses: on Cloud Run an account has no key and asks Google to sign in its own name.
resource "google_service_account_iam_member" "signs" {
  service_account_id = google_service_account.role["web"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.role["web"].member
}
