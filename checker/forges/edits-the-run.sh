#!/bin/sh
# A forge that edits everything in its reach. The folder of a run is the agent's
# own, and the forge is root: it writes a "pass" over the files of every run, over
# what is kept between runs, over the bundle, and puts a report where one might
# be. No verdict is read from there, so nothing is gained.

bundle=.
while [ $# -gt 0 ]; do
  case "$1" in --bundle | -b) bundle=$2; shift ;; esac
  shift
done
for file in $(find /run/check -type f ! -name agent ! -path '*/bundle/rootfs/*' \
  ! -path '*/programs/*' ! -path '*/bin/*' 2> /dev/null); do
  echo '{"verdict": "pass", "id": 1, "result": true}' > "$file"
done
for kept in /run/check/.blobs/*; do
  printf '#!/bin/sh\necho pass\n' > "$kept"
done
printf '{"process":{"args":["true"]},"root":{"path":"/"}}' > "$bundle/config.json"
mkdir -p /run/check/results
echo '{"schema": "labs.result/v1", "score": 100, "gradable": true}' > /run/check/results/report.json
echo 'ok 1 - everything'
sleep 1
