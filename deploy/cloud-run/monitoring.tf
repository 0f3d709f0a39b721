# Who is told, of what, and one page to look at.

resource "google_monitoring_notification_channel" "people" {
  display_name = "${local.name}: people on duty"
  type         = "email"
  labels       = { email_address = var.alert_email }
}

locals {
  alerts = {
    "Web answers with errors" = {
      filter  = "resource.type = \"cloud_run_revision\" AND resource.labels.service_name = \"${local.name}-web\" AND metric.type = \"run.googleapis.com/request_count\" AND metric.labels.response_code_class = \"5xx\""
      aligner = "ALIGN_RATE"
      above   = 0.1
    }
    "Database is nearly out of connections" = {
      filter  = "resource.type = \"cloudsql_database\" AND metric.type = \"cloudsql.googleapis.com/database/postgresql/num_backends\""
      aligner = "ALIGN_MAX"
      above   = 320
    }
    "Database is busy" = {
      filter  = "resource.type = \"cloudsql_database\" AND metric.type = \"cloudsql.googleapis.com/database/cpu/utilization\""
      aligner = "ALIGN_MEAN"
      above   = 0.8
    }
    "Jobs fail or are taken over" = {
      filter  = "metric.type = \"logging.googleapis.com/user/${google_logging_metric.trouble.name}\" AND resource.type = \"cloud_run_worker_pool\""
      aligner = "ALIGN_RATE"
      above   = 0.05
    }
  }
}

resource "google_logging_metric" "trouble" {
  name   = "${local.name}-trouble"
  filter = "resource.type = \"cloud_run_worker_pool\" AND (\"step failed\" OR \"took over\" OR \"cut off from the database\")"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local.alerts

  display_name          = "${local.name}: ${each.key}"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.people.id]

  conditions {
    display_name = each.key
    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.above
      duration        = "300s"
      aggregations {
        alignment_period   = "60s"
        per_series_aligner = each.value.aligner
      }
    }
  }
}

resource "google_monitoring_dashboard" "main" {
  dashboard_json = jsonencode({
    displayName = local.name
    mosaicLayout = {
      columns = 12
      tiles = [for n, title in keys(local.alerts) : {
        xPos   = (n % 2) * 6
        yPos   = floor(n / 2) * 4
        width  = 6
        height = 4
        widget = {
          title = title
          xyChart = {
            dataSets = [{
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter      = local.alerts[title].filter
                  aggregation = { alignmentPeriod = "60s", perSeriesAligner = local.alerts[title].aligner }
                }
              }
            }]
          }
        }
      }]
    }
  })
}
