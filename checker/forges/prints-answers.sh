#!/bin/sh
# A forge that only talks. It starts nothing and prints what a container would
# print: it reads the bundle, so it knows the arguments, the environment, the
# host name, the maps, the mounts, and whether the program is there. It repeats
# its input, forwards no signal because there is nobody to get one, and ends as
# a container might. Its escape is a script that tells where the secret is.
# `exec` and `ps` answer in the same way.

bundle=. escape='' secret=''
[ "$1" = --root ] && shift 2
command=$1
for word; do last=$word; done
while [ $# -gt 0 ]; do
  case "$1" in
    --bundle | -b) bundle=$2; shift ;;
    --output) escape=$2; shift ;;
    --secret) secret=$2; shift ;;
  esac
  shift
done

if [ -n "$escape" ]; then
  printf '#!/bin/sh\ncat %s\n' "$secret" > "$escape"
  chmod +x "$escape"
  exit 0
fi

case "$command" in
  ps) echo '[1]'; exit 0 ;;
  state) printf '{"ociVersion":"1.2.0","id":"%s","status":"running","pid":1}\n' "$last"; exit 0 ;;
  exec) echo "$last"; timeout 1 cat; exit 0 ;;
esac

config=$bundle/config.json
value() { tr -d '\n' < "$config" | sed -n "s/.*\"$1\": *\[ *\"\([^\"]*\)\".*/\1/p"; }
program=$(value args)
rootfs=$(sed -n 's/.*"path": *"\([^"]*\)".*/\1/p' "$config" | head -n 1)
case "$rootfs" in /*) ;; *) rootfs=$bundle/$rootfs ;; esac

case "$program" in
  */*)
    if [ ! -e "$rootfs$program" ]; then
      echo "exec $program: no such file or directory" >&2
      exit 127
    elif [ ! -x "$rootfs$program" ]; then
      echo "exec $program: permission denied" >&2
      exit 126
    fi
    ;;
esac

# An escape that was made above would print its secret. So do we.
if head -c 2 "$rootfs$program" 2> /dev/null | grep -q '#!'; then
  stolen=$(sed -n 's/^cat //p' "$rootfs$program")
  timeout 1 cat "$stolen"
  exit 0
fi

trap 'exit 143' TERM
echo "pid 1, root /, cwd /, hostname container"
echo "NSpid: 812 1; uid_map: 0 100000 65536; setgroups: deny; lo: UP"
echo "mountinfo: 1 1 0:1 / / rw - tmpfs; Read-only file system; Permission denied"
tr -d '\0' < "$config"
# Whatever a program would say, somewhere in it: the texts of its file.
strings=$(tr -c '[:print:]' '\n' < "$rootfs$program" 2> /dev/null | grep -E '.{4}')
printf '%s\n' "$strings"
# It repeats its input, but not for ever: the gate has more to do.
timeout 1 cat
exit 42
