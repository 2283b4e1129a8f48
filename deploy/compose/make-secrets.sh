#!/bin/sh
# Makes the files of secrets/ that are not there yet, for compose.yaml and for Kubernetes: one secret each, for this user alone.
# Usage: make-secrets.sh [FOLDER]; it asks for the bot's token, or takes it from TELEGRAM_BOT_TOKEN.
set -eu

folder=${1:-secrets}
mkdir -p "$folder"
# Containers get a file by itself and read it as another user; on this machine nobody else comes through the folder.
chmod 700 "$folder"

make() {
  path="$folder/$1"
  shift
  [ -s "$path" ] && return
  "$@" >"$path.new"
  chmod 444 "$path.new"
  mv "$path.new" "$path"
  echo "made $path"
}

read_token() {
  if [ -z "${TELEGRAM_BOT_TOKEN:-}" ]; then
    printf 'The token that @BotFather gave: ' >&2
    read -r TELEGRAM_BOT_TOKEN
  fi
  printf '%s\n' "$TELEGRAM_BOT_TOKEN"
}

make telegram_bot_token read_token
make magic_link_secret openssl rand -base64 48
make admin_api_key openssl rand -hex 32
make jwt_private_key openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
make grafana_password openssl rand -hex 16
