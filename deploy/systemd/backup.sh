#!/bin/sh
# Backs up the SQLite store of the settings into FOLDER, checks the copy, and keeps the newest 14: telega2go-backup.service.
# What a killed backup left there unfinished is removed after a day.
# Usage, in the product's folder: deploy/systemd/backup.sh FOLDER
set -eu

KEPT=14
if [ -d "$1" ]; then find "$1" -maxdepth 1 -name 'telega2go-*.partial*' -mtime +0 -exec rm -- {} +; fi
copy="$1/telega2go-$(date -u +%Y-%m-%dT%H%M%SZ).sqlite"
node dist/data.js backup "$copy"
node dist/data.js check "$copy"

# Their names sort by time.
set -- "$1"/telega2go-[0-9]*.sqlite
while [ $# -gt "$KEPT" ]; do
  rm -- "$1"
  shift
done
