#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of an assignment.
#
# The zip that you upload holds, side by side and not in a folder:
#
#   setup.sh  run_autograder     these two
#   kit.tar.gz                   `git archive --prefix=kit/ -o kit.tar.gz TAG` in a checkout
#   course.yaml  course.key      as `labs grade` wants them; no `due`: Gradescope knows it
#   hidden/                      your hidden checks, if there are any
#
# In the settings of the assignment: points = those of the lab, memory at least 3 GB,
# 2 CPUs if you can have them, a timeout of 20 minutes or more. A base image of Debian
# has everything; on others the VM may find its QEMU to be an old and slow one.
#
# The VM needs neither root, nor a privileged container, nor /dev/kvm: where that is
# missing it is emulated, five to fifteen times slower, and the checks wait longer.
set -euo pipefail

NODE_VERSION=22.23.3
SOURCE=${AUTOGRADER:-/autograder}/source
KIT=${KIT:-/opt/kit}

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends ca-certificates curl git xz-utils

install_node() {
  local name=node-v$NODE_VERSION-linux-x64 place
  place=$(mktemp -d)
  curl -fsSL --output-dir "$place" --remote-name-all \
    "https://nodejs.org/dist/v$NODE_VERSION/$name.tar.xz" \
    "https://nodejs.org/dist/v$NODE_VERSION/SHASUMS256.txt"
  (cd "$place" && grep " $name.tar.xz\$" SHASUMS256.txt | sha256sum --check --strict)
  tar -xJf "$place/$name.tar.xz" -C /usr/local --strip-components=1
  rm -r "$place"
}
install_node

mkdir -p "$KIT"
tar -xzf "$SOURCE/kit.tar.gz" -C "$KIT" --strip-components=1
cp -r "$SOURCE"/course.* "$KIT/"
mkdir -p "$SOURCE/hidden"
cp -r "$SOURCE/hidden" "$KIT/"
# The key draws the parameters of the checks; the kit refuses one that others may read.
chmod -R go= "$KIT"/course.* "$KIT/hidden" "$SOURCE"

cd "$KIT"
npm ci --omit=dev
npx labs setup
# Everything that the VM is made of comes from the archive now: there may be no
# network when a submission is graded.
npx labs vm up
npx labs vm down
