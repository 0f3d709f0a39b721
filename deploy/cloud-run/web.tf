# Pages. Behind IAP: Google asks who it is before a request reaches the app.

locals {
  settings = {
    VVG_ENVIRONMENT       = "production"
    VVG_STORAGE_URL       = "gs://${google_storage_bucket.files.name}"
    VVG_DAILY_BUDGET_USD  = tostring(var.daily_budget_usd)
    VVG_MAX_CONCURRENT    = tostring(var.videos_per_worker)
    VVG_CLIPS_PER_MINUTE  = tostring(var.clips_per_minute)
    VVG_CACHE_LIMIT_GB    = "4"
    VVG_LOG_LEVEL         = "info"
    GOOGLE_CLOUD_PROJECT  = var.project
    GOOGLE_CLOUD_LOCATION = "global"
  }
}

resource "google_cloud_run_v2_service" "web" {
  name        = "${local.name}-web"
  location    = var.region
  ingress     = "INGRESS_TRAFFIC_ALL"
  iap_enabled = true

  template {
    service_account                  = google_service_account.role["web"].email
    timeout                          = "3600s" # a page's websocket is one request
    session_affinity                 = true    # a session lives in the memory of one instance
    max_instance_request_concurrency = 200
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"

    scaling {
      min_instance_count = 1
      max_instance_count = 4
    }

    containers {
      image = var.image

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = "2", memory = "4Gi" }
        cpu_idle          = false # billed by instance: sessions work between requests, too
        startup_cpu_boost = true
      }

      # People come only once database, storage, queue and disk are well.
      startup_probe {
        http_get {
          path = "/health/ready"
        }
        period_seconds    = 5
        timeout_seconds   = 5
        failure_threshold = 24
      }

      # A database that is away is no reason to start again: this asks the process alone.
      liveness_probe {
        http_get {
          path = "/health"
        }
        period_seconds  = 30
        timeout_seconds = 5
      }

      dynamic "env" {
        for_each = merge(local.settings, {
          VVG_ROLE         = "web"
          VVG_PROXIES      = "1"
          VVG_LOGIN        = "iap"
          VVG_IAP_AUDIENCE = "/projects/${data.google_project.this.number}/locations/${var.region}/services/${local.name}-web"
          VVG_ADMINS       = join(",", var.admins)
        })
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

# IAP's own account is the only one that may call the service; people are let in by IAP.
resource "google_cloud_run_v2_service_iam_member" "iap_calls" {
  name     = google_cloud_run_v2_service.web.name
  location = var.region
  role     = "roles/run.invoker"
  member   = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-iap.iam.gserviceaccount.com"
}

resource "google_iap_web_cloud_run_service_iam_member" "users" {
  for_each = toset(var.users)

  project                = data.google_project.this.number # its id is refused here
  location               = var.region
  cloud_run_service_name = google_cloud_run_v2_service.web.name
  role                   = "roles/iap.httpsResourceAccessor"
  member                 = each.value
}
