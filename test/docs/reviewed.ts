/**
 * The commands of the documents that the tests of this folder do not run. The continuous integration runs
 * some, another test runs some, and nothing runs the rest. For those the document must give the reason, in a
 * sentence that begins with "No test runs".
 */

/** `.ci/run` runs these on a clean checkout. */
export const runByIntegration: readonly string[] = [
  'npm ci',
  'npm run check',
  'npm test',
  'npm run test:emulators',
  'npm run test:deployment',
];

/** Tests outside this folder that read these commands from the document. */
export const runElsewhere: Readonly<Record<string, readonly string[]>> = {};

/** By document. */
export const notRun: Readonly<Record<string, readonly string[]>> = {
  'docs/development.md': [
    'npm test -- test/save/plans-few-commits-that-stay-within-limits.test.ts',
    'npm test -- test/save',
    "npm test -- test/save -t 'count once'",
    'npm run test:articles -- test/browser',
    'npm run test:emulators -- test/save/rolls-days-up-exactly.emulator.test.ts',
    'npm run test:deployment -- test/cdktf/tells-what-to-do-about-every-alert.test.ts',
    'curl -s localhost:8080/api/openapi.json > /tmp/openapi.json',
    'npx @redocly/cli@2 lint /tmp/openapi.json',
    `echo 'extends: ["spectral:oas"]' > /tmp/ruleset.yaml && npx -p @stoplight/spectral-cli@6 spectral lint -r /tmp/ruleset.yaml /tmp/openapi.json`,
  ],
  'docs/deploy.md': [
    'export GOOGLE_CLOUD_PROJECT=my-project REGION=us-central1',
    'gcloud auth login && gcloud auth application-default login',
    'gcloud config set project $GOOGLE_CLOUD_PROJECT',
    'gcloud auth application-default set-quota-project $GOOGLE_CLOUD_PROJECT',
    'gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com secretmanager.googleapis.com',
    'gcloud storage buckets create gs://$GOOGLE_CLOUD_PROJECT-terraform-state --location=us --uniform-bucket-level-access --public-access-prevention',
    'gcloud storage buckets update gs://$GOOGLE_CLOUD_PROJECT-terraform-state --versioning',
    "gcloud compute regions describe $REGION --flatten=quotas --format='table(quotas.metric,quotas.limit,quotas.usage)' | grep CPUS",
    "gcloud compute project-info describe --flatten=quotas --format='table(quotas.metric,quotas.limit,quotas.usage)' | grep CPUS_ALL",
    'gcloud compute machine-types list --filter="zone~$REGION AND name=t2d-standard-16"',
    'npm run diff',
    'npm run deploy',
    "number=$(gcloud projects describe $GOOGLE_CLOUD_PROJECT --format='value(projectNumber)')",
    'gcloud beta run services update pipeline-show --region=$REGION --iap',
    'gcloud beta iap web add-iam-policy-binding --resource-type=cloud-run --service=pipeline-show --region=$REGION --member=group:newsroom@example.org --role=roles/iap.httpsResourceAccessor',
    'echo "SHOW_INVOKERS=serviceAccount:service-$number@gcp-sa-iap.iam.gserviceaccount.com" >> deploy.env && npm run deploy',
    'for api in pubsub firestore; do gcloud beta services identity create --service=$api.googleapis.com; done',
    'for account in service-$number@gcp-sa-pubsub.iam service-$number@gcp-sa-firestore.iam service-$number@compute-system.iam service-$number@gs-project-accounts.iam; do',
    'gcloud kms keys add-iam-policy-binding KEY --keyring=RING --location=$REGION --member=serviceAccount:$account.gserviceaccount.com --role=roles/cloudkms.cryptoKeyEncrypterDecrypter',
    'done',
    'gcloud compute instance-groups managed list-errors pipeline-machines --region=$REGION',
    'gcloud compute instance-groups managed wait-until pipeline-machines --version-target-reached --region=$REGION',
    `gcloud logging read 'resource.type="cloud_run_revision" resource.labels.location="us-central1" NOT httpRequest.userAgent:"UptimeChecks"' --bucket=$(gcloud logging buckets list --format='value(name.basename())' | grep pipeline-logs) --location=global --view=_AllLogs --freshness=1d --limit=10`,
    'digest=$(printf %s "$key" | sha256sum | cut -d\' \' -f1)',
    'old=$(gcloud secrets versions access latest --secret=submit-api-keys); echo "$old"',
    `printf '%s,desk:%s' "$old" "$digest" | gcloud secrets versions add submit-api-keys --data-file=-`,
    'gcloud run services update pipeline-submit --region=$REGION --update-labels=rotated=$(date +%s)',
    'gone=$(printf %s "OLD_KEY" | sha256sum | cut -d\' \' -f1)',
    `rest=$(gcloud secrets versions access latest --secret=submit-api-keys | tr ',' '\\n' | grep -v "$gone" | paste -sd, -); echo "$rest"`,
    'printf %s "$rest" | gcloud secrets versions add submit-api-keys --data-file=-',
    'old=$(gcloud secrets versions access latest --secret=show-cursor-key)',
    `printf '%s,%s' "$(openssl rand -hex 32)" "$old" | gcloud secrets versions add show-cursor-key --data-file=-`,
    'gcloud run services update pipeline-show --region=$REGION --update-labels=rotated=$(date +%s)',
    "gcloud secrets versions access latest --secret=show-cursor-key | cut -d, -f1 | tr -d '\\n' | gcloud secrets versions add show-cursor-key --data-file=-",
  ],
  'docs/run.md': [
    'EXTRACT_TIMEOUT_MS=100 npm start -- --empty --engine local --keep practice',
    `node -e 'console.log(JSON.stringify({ publication: "Practice", content: "Ada Lovelace met Charles Babbage. ".repeat(15000) }))' > practice.json`,
    "curl localhost:8081/posts -H 'content-type: application/json' --data-binary @practice.json",
    'npm start -- --empty --engine local --keep practice',
  ],
  'docs/runbook.md': [
    "logs=$(gcloud logging buckets list --format='value(name.basename())' | grep pipeline-logs)",
    "gcloud logging read 'severity>=WARNING' --freshness=1h --bucket=$logs --location=global --view=_AllLogs",
    "gcloud compute instance-groups managed describe pipeline-machines --region=$REGION --format='value(targetSize)'",
    "show=$(gcloud run services describe pipeline-show --region=$REGION --format='value(status.url)')",
    'curl -H "Authorization: Bearer $(gcloud auth print-identity-token)" $show/api/silent',
    `gcloud logging read '"a publication has gone silent"' --freshness=7d --bucket=$logs --location=global --view=_AllLogs`,
    "gcloud firestore databases delete --database='(default)'",
    'cd cdktf/cdktf.out/stacks/data && terraform init',
    "terraform state rm $(terraform state list | grep '^google_firestore_')",
    'cd - && npm run destroy',
  ],
  'docs/simulation.md': ['npm run simulate -- --seeds 1000000 --minutes 60', 'npm run model'],
};
