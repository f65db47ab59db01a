#!/bin/sh
# A forge that makes a mess: it writes without end on both streams, starts more
# processes than anyone counts, some in sessions of their own and deaf to signals,
# leaves files, a mount, and a name for the machine that nobody asked for. It
# passes nothing, and whoever is judged next must not suffer from it.

(
  hostname flooded
  mkdir -p /tmp/flooded /run/flooded
  echo x > /run/flooded/file
  mount -t tmpfs flooded /tmp/flooded
) 2> /dev/null
for number in 1 2 3 4 5 6 7 8; do
  setsid sh -c 'trap "" TERM HUP INT; while :; do sleep 5; done' > /dev/null 2>&1 &
done
number=0
while [ $((number += 1)) -lt 100 ]; do sleep 60 > /dev/null 2>&1 & done
yes 'pid 1, hostname container, root /' >&2 &
exec yes 'uid_map 0 100000 65536'
