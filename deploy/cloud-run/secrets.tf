# What nobody may read but the app: where the database is, and what signs the addresses of files.

resource "random_password" "links" {
  length  = 64
  special = false
}

locals {
  # by the setting's name
  secrets = toset(["VVG_DATABASE_URL", "VVG_LINK_SECRET"])
  secret_values = {
    VVG_DATABASE_URL = join("", [
      "postgresql://${google_sql_user.main.name}:${random_password.database.result}@/",
      "${google_sql_database.main.name}?host=/cloudsql/${google_sql_database_instance.main.connection_name}",
    ])
    VVG_LINK_SECRET = random_password.links.result
  }
}

resource "google_secret_manager_secret" "app" {
  for_each = local.secrets

  secret_id = "${local.name}-${lower(replace(trimprefix(each.key, "VVG_"), "_", "-"))}"

  replication {
    auto {}
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_version" "app" {
  for_each = local.secrets

  secret      = google_secret_manager_secret.app[each.key].id
  secret_data = local.secret_values[each.key]
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = { for pair in setproduct(local.secrets, keys(local.members)) : join(" ", pair) => pair }

  secret_id = google_secret_manager_secret.app[each.value[0]].id
  role      = "roles/secretmanager.secretAccessor"
  member    = local.members[each.value[1]]
}
