# Files of all machines. Blobs never change, so old versions are only of notes, and of what was removed.

resource "google_storage_bucket" "files" {
  name                        = "${var.project}-${local.name}-files"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  soft_delete_policy {
    retention_duration_seconds = 7 * 24 * 3600
  }

  lifecycle_rule {
    condition {
      days_since_noncurrent_time = var.keep_files_days
    }
    action {
      type = "Delete"
    }
  }

  lifecycle_rule {
    condition {
      age            = 90
      matches_prefix = ["blobs/"]
    }
    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
  }

  lifecycle_rule {
    condition {
      age = 1
    }
    action {
      type = "AbortIncompleteMultipartUpload"
    }
  }

  # What a browser sent and nobody took over. The program sweeps it, too.
  lifecycle_rule {
    condition {
      age            = 2
      matches_prefix = ["incoming/"]
    }
    action {
      type = "Delete"
    }
  }

  cors {
    origin = ["*"] # the address's signature decides, not where the page came from
    method = ["GET", "HEAD", "PUT"]
    # of answers, and what a browser may send with a PUT
    response_header = [
      "Content-Type", "Content-Range", "Accept-Ranges", "x-goog-content-length-range", "x-goog-if-generation-match",
    ]
    max_age_seconds = 3600
  }
}
