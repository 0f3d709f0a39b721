# The history and the queue. Without connection pooling: the workers' life signs are session locks.

resource "google_sql_database_instance" "main" {
  name                = local.name
  region              = var.region
  database_version    = "POSTGRES_17"
  deletion_protection = true

  settings {
    tier              = var.database_tier
    edition           = "ENTERPRISE"
    availability_type = "ZONAL"
    disk_autoresize   = true

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
      start_time                     = "03:00"
    }

    ip_configuration {
      ipv4_enabled = true # reached through Cloud Run's connector alone: no network is allowed in
      ssl_mode     = "ENCRYPTED_ONLY"
    }

    database_flags {
      name  = "max_connections"
      value = "400"
    }

    insights_config {
      query_insights_enabled = true
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_sql_database" "main" {
  name     = local.name
  instance = google_sql_database_instance.main.name
}

resource "random_password" "database" {
  length  = 40
  special = false
}

resource "google_sql_user" "main" {
  name     = local.name
  instance = google_sql_database_instance.main.name
  password = random_password.database.result
}
