# Makers of videos: no port, always on. Told to end they get 10 s, and give back what they cannot finish.

resource "google_cloud_run_v2_worker_pool" "workers" {
  name     = "${local.name}-workers"
  location = var.region

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = var.workers
  }

  template {
    service_account = google_service_account.role["worker"].email

    containers {
      image   = var.image
      command = ["python"]
      args    = ["-m", "core", "worker"]

      resources {
        limits = { cpu = "4", memory = "8Gi" }
      }

      dynamic "env" {
        for_each = merge(local.settings, { VVG_ROLE = "worker" })
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.app[env.key].secret_id
              version = google_secret_manager_secret_version.app[env.key].version
            }
          }
        }
      }

      volume_mounts {
        name       = "cloudsql"
        mount_path = "/cloudsql"
      }
    }

    volumes {
      name = "cloudsql"
      cloud_sql_instance {
        instances = [google_sql_database_instance.main.connection_name]
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.reads]
}
