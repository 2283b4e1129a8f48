#!/bin/sh
# Runs a command with the settings, the secrets, the folder and the user of the unit. As root:
#   /opt/telega2go/deploy/systemd/as-unit.sh node dist/doctor.js
# systemd passes secrets as files that only the unit can see. This script reads root's files instead, and puts each secret into
# the command's environment (NAME in place of NAME_FILE), which only root and the unit's user can read.
# UNIT names another unit file than /etc/systemd/system/telega2go.service. Its drop-ins (`systemctl edit`) are read, too.
set -eu

# As under systemd, nothing of the caller's own environment reaches the command.
if [ -z "${AS_UNIT:-}" ]; then
  exec env -i AS_UNIT=yes PATH="$PATH" UNIT="${UNIT:-/etc/systemd/system/telega2go.service}" /bin/sh "$0" "$@"
fi
unit=$UNIT
unset AS_UNIT UNIT

refuse() {
  echo "as-unit.sh: $*" >&2
  exit 1
}

text=$(
  cat "$unit"
  for file in "$unit.d"/*.conf; do
    # A last line may lack its end.
    if [ -e "$file" ]; then echo && cat "$file"; fi
  done
)
# The values of a directive, in order; an empty one takes back those before it.
lines() {
  printf '%s\n' "$text" | tr -d '\r' | awk -v name="$1" '
    match($0, "^[ \t]*" name "[ \t]*=[ \t]*") {
      value = substr($0, RLENGTH + 1)
      if (value == "") count = 0; else values[++count] = value
    }
    END { for (at = 1; at <= count; at++) print values[at] }
  '
}
last() { lines "$1" | tail -n 1; }

# Reads NAME=value as systemd reads an environment file (man systemd.exec), and writes what this shell can evaluate.
exports() {
  awk '
    function end() {
      sub(/[ \t\r]+$/, "", name)
      gsub(/\047/, "\047\"\047\"\047", value)
      if (name ~ /^[A-Za-z_][A-Za-z0-9_]*$/) print "export " name "=\047" value "\047"
      name = value = ""
      state = "name"
    }
    function take(c) {
      if (state == "comment") { if (c == "\n") state = "name" }
      else if (state == "name") {
        if (c == "\n") name = ""
        else if (c == "=") state = "start"
        else if (name == "" && c ~ /[#;]/) state = "comment"
        else if (name != "" || c !~ /[ \t\r]/) name = name c
      }
      else if (state == "single") { if (c == "\047") state = "start"; else value = value c }
      else if (state == "double") { if (c == "\"") state = "start"; else if (c == "\\") state = "escaped"; else value = value c }
      else if (state == "escaped") { if (c != "\n") value = value (c ~ /["\\`$]/ ? c : "\\" c); state = "double" }
      else if (state == "backslash") { if (c != "\n") value = value c; state = "plain" }
      else if (c == "\n") { if (state == "plain") sub(/[ \t\r]+$/, "", value); end() }
      else if (c == "\\") state = "backslash"
      else if (state == "start" && c == "\047") state = "single"
      else if (state == "start" && c == "\"") state = "double"
      else if (state == "plain" || c !~ /[ \t\r]/) { value = value c; state = "plain" }
    }
    BEGIN { state = "name" }
    { text = text $0 "\n" }
    END { for (at = 1; at <= length(text); at++) take(substr(text, at, 1)) }
  '
}

# The file from which systemd makes a credential: LoadCredential=ID:FILE, or ID:FOLDER, whose files are each ID_<its name>.
file_of() {
  for line in $(lines LoadCredential); do
    id=${line%%:*} path=${line#*:}
    case $1 in
      "$id") echo "$path" && return ;;
      "$id"_*) if [ -d "$path" ]; then echo "$path/${1#"$id"_}" && return; fi ;;
    esac
  done
  refuse "$unit loads no credential $1"
}

user=$(last User)
if [ "$(id -u)" -ne 0 ]; then
  if [ "$(id -un)" != "$user" ]; then refuse "run this as root"; fi
  hint=', or not yours to read: run this as root'
fi
if lines Environment | grep -qvE "^([^\"' ]*|\"[^\"]*\"|'[^']*')\$"; then refuse "$unit: give each variable an Environment= line of its own"; fi

credentials=/run/credentials/$(basename "$unit")
settings=$(
  lines Environment | sed "s/^\([\"']\)\(.*\)\1\$/\2/; s|%d|$credentials|g; s/%%/%/g" | exports
  for file in $(lines EnvironmentFile); do
    if [ -e "${file#-}" ]; then exports <"${file#-}"; elif [ "${file#-}" = "$file" ]; then refuse "$file is missing"; fi
  done
)
eval "$settings"

for name in $(env | sed -n 's/^\([A-Z_]*\)_FILE=.*/\1/p'); do
  eval "path=\${${name}_FILE:-} given=\${$name:-}"
  # The product refuses a setting that is given twice, and takes a list of apps (APPS_FILE) only as a file.
  if [ "${path#"$credentials"/}" = "$path" ] || [ -n "$given" ] || [ "$name" = APPS ]; then continue; fi
  file=$(file_of "${path#"$credentials"/}")
  if [ ! -s "$file" ]; then refuse "${name}_FILE: $file is missing or empty${hint:-}"; fi
  secret=$(tr -d '\r' <"$file" | sed "1s/^$(printf '\357\273\277')//")
  export "$name=$secret"
  unset "${name}_FILE"
done

cd "$(last WorkingDirectory)"
umask 077
if [ "$(id -un)" = "$user" ]; then exec "$@"; fi
# A container may forbid root itself to raise it.
prlimit --pid $$ --nofile="$(last LimitNOFILE)" 2>/dev/null || true
exec setpriv --reuid="$user" --regid="$(last Group)" --init-groups -- "$@"
