#!/bin/bash
# Brings this machine to the version that its metadata names, at every boot. What is downloaded is checked before anything changes: with
# a version that cannot be had, or is not what it should be, the one that is there keeps running. Run again, it changes nothing.
#
# Metadata: artifact-bucket, artifact-object, artifact-sha256 (the tarball of the daemons), extract-env, save-env, health-env (their
# configuration), ops-agent (its configuration; without it, it is not installed).
set -euo pipefail
umask 022

# Where tests have other places.
readonly root=${PIPELINE_ROOT:-}
readonly metadata=${PIPELINE_METADATA:-http://metadata.google.internal}
readonly storage=${PIPELINE_STORAGE:-https://storage.googleapis.com}

readonly home=$root/opt/entity-pipeline
readonly configuration=$root/etc/entity-pipeline
readonly units=$root/etc/systemd/system
readonly services=(extract save health)
# Ten minutes in all: nothing waits for the agent, because the daemons are started before.
readonly agent_attempts=20
readonly agent_delay=${PIPELINE_AGENT_DELAY:-30}

say() { echo "entity-pipeline: $*"; }

fetch() { curl --fail --silent --show-error --location --connect-timeout 10 --retry 5 --retry-delay 2 --retry-connrefused "$@"; }

from_metadata() {
  fetch --max-time 30 --header 'Metadata-Flavor: Google' "$metadata/computeMetadata/v1/instance/$1"
}

# Reads the token from standard input, so that it does not show in the list of processes.
download() {
  from_metadata service-accounts/default/token \
    | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/Authorization: Bearer \1/p' \
    | fetch --max-time 600 --header @- --output "$3" "$storage/storage/v1/b/$1/o/$2?alt=media"
}

# Whether the folder $1 holds a whole version whose Node runs on this machine.
is_sound() {
  (cd "$1" && sha256sum --check --quiet --strict SHA256SUMS) \
    && [ "$("$1/bin/node" --version)" = "v$(cat "$1/NODE_VERSION")" ]
}

# Gets version $3 from bucket $1, object $2, into versions/$3. Nothing is seen there until it is whole.
get_version() {
  local work
  work=$(mktemp --directory "$home/new-XXXXXX") || return 1
  if download "$1" "$2" "$work/daemons.tar.gz" \
    && echo "$3  $work/daemons.tar.gz" | sha256sum --check --quiet --strict \
    && tar --extract --gzip --no-same-owner --file "$work/daemons.tar.gz" --directory "$work" \
    && is_sound "$work/entity-pipeline" \
    && mv --no-target-directory "$work/entity-pipeline" "$home/versions/$3"; then
    rm -rf "$work"
  else
    rm -rf "$work"
    return 1
  fi
}

# Puts standard input into file $1, whole or not at all, if it is something else than what is there; succeeds when it was.
replace() {
  local new=$1.new
  cat > "$new"
  if [ -e "$1" ] && cmp --silent "$new" "$1"; then
    rm "$new"
    return 1
  fi
  mv "$new" "$1"
}

# The names of the services whose configuration was not what the metadata says.
configure() {
  local service text
  for service in "${services[@]}"; do
    text=$(from_metadata "attributes/$service-env") || return 1
    if echo "$text" | replace "$configuration/$service.env"; then echo "$service"; fi
  done
}

# Makes version $1 the current one.
switch_to() {
  local before
  before=$(readlink "$home/current" || true)
  ln --symbolic --force --no-dereference "versions/$1" "$home/current.new"
  mv --no-target-directory "$home/current.new" "$home/current"
  # The one before stays, for whoever wants to go back by hand.
  find "$home/versions" -mindepth 1 -maxdepth 1 ! -name "$1" ! -name "${before##*/}" -exec rm -rf {} +
}

# Installs the units of the current version.
install_units() {
  local service
  for service in "${services[@]}"; do
    replace "$units/$service.service" < "$home/current/systemd/$service.service" || true
  done
  systemctl daemon-reload
}

# Installs package $1 from the list $2 alone: Debian's own archive is not to be reached from here. On a machine that has just started, other
# programs hold the locks of packages for minutes, and the network comes late.
install_package() {
  local only=(-o "Dir::Etc::sourcelist=$2" -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 -o DPkg::Lock::Timeout=120)
  apt-get "${only[@]}" --quiet --quiet update \
    && DEBIAN_FRONTEND=noninteractive apt-get "${only[@]}" --quiet --quiet --yes install "$1"
}

# Google's agent, for logs and metrics. The pipeline does its work without it, so a failure is told and no more.
# $1: its configuration.
install_agent() {
  local list=$root/etc/apt/sources.list.d/google-cloud-ops-agent.list
  local key attempt name=google-cloud-ops-agent
  if ! dpkg --status "$name" > /dev/null 2>&1; then
    for key in "$root"/usr/share/keyrings/cloud.google.{gpg,asc}; do [ -e "$key" ] && break; done
    # shellcheck source=/dev/null
    echo "deb [signed-by=$key] https://packages.cloud.google.com/apt $name-$(. /etc/os-release && echo "$VERSION_CODENAME")-all main" > "$list" || return 1
    for ((attempt = 1; attempt <= agent_attempts; attempt++)); do
      install_package "$name" "$list" && break
      [ "$attempt" -lt "$agent_attempts" ] || return 1
      say "the Ops Agent is not installed yet: retrying in $agent_delay s" >&2
      sleep "$agent_delay"
    done
  fi
  mkdir --parents "$root/etc/google-cloud-ops-agent"
  if echo "$1" | replace "$root/etc/google-cloud-ops-agent/config.yaml"; then
    systemctl restart "$name"
  fi
}

main() {
  local bucket object sum agent before changed='' failed=0
  mkdir --parents "$home/versions" "$configuration" "$units"
  # What an earlier boot, cut short, has left.
  find "$home" -mindepth 1 -maxdepth 1 -name 'new-*' -exec rm -rf {} +
  before=$(readlink "$home/current" || true)

  # The configuration comes last: an old version must not get the configuration of a new one.
  if bucket=$(from_metadata attributes/artifact-bucket) \
    && object=$(from_metadata attributes/artifact-object) \
    && sum=$(from_metadata attributes/artifact-sha256) \
    && { [ -e "$home/versions/$sum" ] || get_version "$bucket" "$object" "$sum"; } \
    && changed=$(configure); then
    if [ "$before" != "versions/$sum" ]; then
      switch_to "$sum"
      changed=${services[*]}
      say "version $sum is installed"
    fi
  elif [ -n "$before" ]; then
    failed=1
    say "the new version cannot be installed: the machine keeps running ${before##*/}" >&2
  else
    say 'no version can be installed: no daemon runs on this machine' >&2
    exit 1
  fi

  install_units
  # Those that changed are restarted, the others started, where they are not running yet.
  # shellcheck disable=SC2086
  if [ -n "$changed" ]; then systemctl restart $changed; fi
  systemctl start "${services[@]}"
  if agent=$(from_metadata attributes/ops-agent); then
    install_agent "$agent" || say 'the Ops Agent cannot be installed: this machine sends no logs and metrics, and processes posts' >&2
  fi
  return "$failed"
}

main
