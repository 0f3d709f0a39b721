#!/usr/bin/env bash
# After `terraform apply`: does the app answer, and only to those who may use it? Needs gcloud and a user of the app.
set -euo pipefail
url=$(terraform output -raw url)
stranger=$(curl --silent --output /dev/null --write-out '%{http_code}' "$url/health")
[[ $stranger == 302 || $stranger == 401 || $stranger == 403 ]] || { echo "a stranger got $stranger, not a refusal"; exit 1; }
token=$(gcloud auth print-identity-token)
answer=$(curl --silent --header "Proxy-Authorization: Bearer $token" "$url/health/ready")
[[ $answer == *'"ready":true'* ]] || { echo "the app is not ready: $answer"; exit 1; }
workers=$(gcloud run worker-pools describe vvg-workers --region="${REGION:-europe-west1}" --format='value(status.conditions[0].status)')
[[ $workers == True ]] || { echo "the workers are not ready"; exit 1; }
echo "web answers, strangers are refused, workers are ready"
