// Layers of upper directories, and whether others read them as we do.
import { existsSync } from 'node:fs'
import t from 'tap'
import { outputOf, runScript } from './test/layers-program.ts'

/** A bit of everything that a directory can hold. */
const CHANGES = `cd merged; echo 2 > f; rm gone; rm -r o; mkdir o; touch o/3
  touch hard; ln hard hard2; mkdir z; ln hard z/hard3; ln -s ../etc/passwd soft
  mknod null c 1 3; mknod block b 300 70000; mkfifo fifo; chmod 4755 hard
  printf secret > shadow; chmod 0 shadow; truncate -s 3M sparse
  printf end >> sparse; mkdir sticky; chmod 1777 sticky; touch "$(printf 'caf\\303\\251')"
  mkdir -p "$(printf 'long name/%.0s' $(seq 12))"; touch "$(printf 'n%.0s' $(seq 200))"
  setfattr -n user.text -v value f; setfattr -n user.bytes -v 0x00ff0a3d80 f
  setfattr -n trusted.mine -v 1 z; setcap cap_net_raw+ep f
  touch -h -d @1000000000.123456789 soft; touch -d @-5 fifo; touch -d @5000000000 null
  chown 3000000:4000000 z; chown -h 7:8 soft; touch -d @1700000000 o z . f; cd ..`

const LAYERS = `mkdir base up work merged; mkdir -p base/d/sub base/o
  echo f > base/f; touch base/gone base/o/1 base/o/2 base/d/sub/x`
const MOUNT = 'ml mount --lower base:empty --upper up --work work merged'

/** An upper directory after all these changes. */
const UPPER = `mkdir empty; ${LAYERS}; ${MOUNT}; ${CHANGES}; ml umount merged`

/** All that find(1) and getfattr(1) tell of a directory, sorted. */
const SHOW = `show() { (cd $1
    find . -mindepth 1 ! -type d -printf '%P %M %U:%G %n %T@ %l\\n' | sort
    find . -mindepth 1 -type d -printf '%P %M %U:%G %T@\\n' | sort
    find . -type f | sort | xargs -d '\\n' sha256sum
    find . -mindepth 1 ! -type l -printf '%P\\n' | sort | while read -r p; do
      getfattr -h -d -e hex -m - -- "$p" 2>/dev/null; done
    stat -c '%n %t:%T' null block) | sed -E 's/([0-9])[.][0-9]{10}/\\1/'; }`

t.test('the same changes make the same layer, bit for bit', async (t) => {
  for (const format of ['gzip', 'zstd', 'none']) {
    const script = `${UPPER}; ml commit --compress ${format} up one > 1.json
      cp -a up copy; touch copy/o/.; rm copy/gone; mknod copy/gone c 0 0
      touch -r up/o copy/o; sleep 1.1; ml commit --compress ${format} copy two > 2.json
      cmp one two; cmp 1.json 2.json; cat 1.json; sha256sum < one; stat -c %s one`
    const [json = '', digest, size] = (await outputOf(t, script)).split('\n')
    const layer = JSON.parse(json)
    t.equal(layer.digest, `sha256:${digest?.split(' ')[0]}`)
    t.equal(`${layer.size}`, size)
    t.match(layer.mediaType, /^application\/vnd\.oci\.image\.layer\.v1\.tar/)
  }
})

t.test('the diffID is that of the archive, however it is packed', async (t) => {
  const script = `${UPPER}; for format in gzip zstd none; do
      ml commit --compress $format up l.$format; done
    zcat l.gzip | sha256sum; zstd -dc < l.zstd | sha256sum; sha256sum < l.none`
  const lines = (await outputOf(t, script)).trim().split('\n')
  const diffIDs = lines.slice(0, 3).map((line) => JSON.parse(line).diffID)
  const sums = lines.slice(3).map((line) => `sha256:${line.split(' ')[0]}`)
  t.equal(new Set([...diffIDs, ...sums]).size, 1)
})

t.test('a layer goes to standard output as well', async (t) => {
  const script = `${UPPER}; ml commit up file; ml commit up - | cmp - file`
  const { stdout, stderr } = await runScript(script)
  t.equal(stdout, stderr)
})

t.test('the names of marks, and what is left out', async (t) => {
  const script = `${UPPER}; python3 -c 'import socket
socket.socket(socket.AF_UNIX).bind("up/socket")'
    ml commit --compress none up - 2>/dev/null | tar t | grep -v long`
  const names = (await outputOf(t, script)).split('\n')
  t.ok(names.includes('.wh.gone'))
  t.same(
    names.filter((name) => name.startsWith('o/')),
    ['o/', 'o/.wh..wh..opq', 'o/3'],
  )
  t.notOk(names.some((name) => name.includes('socket')))
})

t.test('with --lower, marks that hide nothing are left out', async (t) => {
  const script = `mkdir base up; mkdir up/new; setfattr -n trusted.overlay.opaque -v y up/new
    mknod up/nothing c 0 0; mkdir base/old up/old; touch base/gone; mknod up/gone c 0 0
    setfattr -n trusted.overlay.opaque -v y up/old
    ml commit --compress none --lower base up - 2>/dev/null | tar t`
  const expected = '.wh.gone\nnew/\nold/\nold/.wh..wh..opq\n'
  t.equal(await outputOf(t, script), expected)
})

t.test('what belongs to the init layer is left out', async (t) => {
  const script = `mkdir base up work merged; mkdir base/etc; ml init init
    ml mount --lower init:base --upper up --work work merged
    echo 1 > merged/etc/hosts; rm merged/.dockerenv; touch merged/mine
    ml commit --compress none --init init up - 2>/dev/null | tar t; echo ==
    touch merged/etc/mine; chmod 700 merged/sys
    ml commit --compress none --init init up - 2>/dev/null | tar t`
  t.equal(await outputOf(t, script), 'mine\n==\netc/\netc/mine\nmine\nsys/\n')
})

t.test('what was committed comes back as it was', async (t) => {
  for (const format of ['gzip', 'zstd']) {
    const script = `${UPPER}; ${SHOW}; ml commit --compress ${format} up layer >/dev/null
      ml mount --lower up:base merged; show merged > wanted; ml umount merged
      ml unpack layer base >/dev/null; show base > found; diff wanted found && wc -l < found`
    t.ok(Number(await outputOf(t, script)) > 40)
  }
})

t.test(
  'unpacked for an overlay, it is the upper directory again',
  async (t) => {
    const script = `${UPPER}; ml commit up layer >/dev/null
    ml unpack --overlay layer again >/dev/null
    ml diff --lower base up > wanted; ml diff --lower base again > found
    diff wanted found; ml commit again layer2 >/dev/null; cmp layer layer2; wc -l < found`
    t.ok(Number(await outputOf(t, script)) > 20)
  },
)

t.test('a name that would be a whiteout is refused', async (t) => {
  const script = 'mkdir -p up/d; touch up/d/.wh.x; ml commit up file; true'
  const { stderr } = await runScript(`${script}; ls -A`)
  t.match(stderr, /Expected "d\/\.wh\.x" to be named otherwise/)
})

t.test('a commit that fails leaves nothing behind', async (t) => {
  const script = `mkdir -p up; touch up/.wh.x; mkdir full; touch old
    mount -t tmpfs -o size=100k none full; ml commit up new || echo $?
    ml commit up old || echo $?; rm up/.wh.x; head -c 300k /dev/urandom > up/f
    ml commit up full/f || echo $?; ml commit up none/f || echo $?; ls -A . full`
  const { stdout, stderr } = await runScript(script)
  t.equal(stdout, '1\n1\n1\n1\n.:\nfull\nold\nup\n\nfull:\n')
  t.match(stderr, /ENOSPC/)
})

t.test('a signal ends it, and nothing is left', async (t) => {
  // It sleeps in the place of somebody who goes on to send.
  const script = `mkdir up; truncate -s 20G up/huge
    for signal in TERM INT HUP; do
      timeout -s $signal 1.5 node $program commit up file || echo $?; ls -A; done
    mkfifo pipe; sleep 10 > pipe & sender=$!
    timeout -s TERM 1.5 node $program unpack - new < pipe || echo $?
    kill $sender; ls -A`
  const { stdout } = await runScript(script)
  // timeout(1) says 124 for whatever it has ended.
  t.equal(stdout, `${'124\nup\n'.repeat(3)}124\npipe\nup\n`)
})

const UMOCI = { skip: existsSync('/usr/bin/umoci') ? false : 'needs umoci' }

/** An image of two layers, `base` and `up`, as an OCI layout in \`image\`. */
const IMAGE = `umoci init --layout image; umoci new --image image:t
  layers() { python3 - "$@" <<'PYTHON'
import hashlib, json, os, sys
blobs = 'image/blobs/sha256/'
def put(data):
    name = hashlib.sha256(data).hexdigest()
    open(blobs + name, 'wb').write(data)
    return {'digest': 'sha256:' + name, 'size': len(data)}
layers = [json.load(open(f + '.json')) for f in sys.argv[1:]]
for f in sys.argv[1:]: put(open(f, 'rb').read())
config = {'architecture': 'amd64', 'os': 'linux', 'config': {},
  'rootfs': {'type': 'layers', 'diff_ids': [l['diffID'] for l in layers]}}
kind = 'application/vnd.oci.image.'
manifest = {'schemaVersion': 2, 'mediaType': kind + 'manifest.v1+json',
  'config': {'mediaType': kind + 'config.v1+json', **put(json.dumps(config).encode())},
  'layers': [{k: l[k] for k in ('mediaType', 'digest', 'size')} for l in layers]}
index = {'schemaVersion': 2, 'manifests': [{'mediaType': kind + 'manifest.v1+json',
  **put(json.dumps(manifest).encode()),
  'annotations': {'org.opencontainers.image.ref.name': 't'}}]}
json.dump(index, open('image/index.json', 'w'))
PYTHON
}`

t.test('umoci unpacks our layers as we do', UMOCI, async (t) => {
  const script = `${UPPER}; ${SHOW}; ${IMAGE}; ml commit base b > b.json; ml commit --lower base up u > u.json
    layers b u; umoci unpack --image image:t bundle >/dev/null 2>&1
    ml unpack b ours >/dev/null; ml unpack u ours >/dev/null
    show bundle/rootfs > wanted; show ours > found; diff wanted found && wc -l < found`
  t.ok(Number(await outputOf(t, script)) > 40)
})

t.test('skopeo copies an image of our layers', UMOCI, async (t) => {
  const script = `${UPPER}; ${IMAGE}; ml commit base b > b.json
    ml commit --compress zstd up u > u.json; layers b u
    skopeo copy --insecure-policy oci:image:t dir:copy >/dev/null; skopeo inspect dir:copy
    skopeo copy --insecure-policy oci:image:t oci:again:t >/dev/null; cat u.json`
  const printed = await outputOf(t, script)
  const [inspected = '', layer = ''] = printed.split(/\n(?=\{"mediaType")/)
  t.same(JSON.parse(inspected).Layers.at(-1), JSON.parse(layer).digest)
})

t.test('we unpack what umoci has packed as umoci does', UMOCI, async (t) => {
  const script = `${UPPER}; ${SHOW}; ${IMAGE}; ml commit base b > b.json; layers b
    umoci unpack --image image:t bundle >/dev/null 2>&1
    ml mount --lower up:base merged; rm -rf bundle/rootfs/*; cp -a merged/. bundle/rootfs/
    umoci repack --image image:t bundle >/dev/null 2>&1
    umoci unpack --image image:t theirs >/dev/null 2>&1
    for digest in $(skopeo inspect oci:image:t | python3 -c 'import json,sys
print(*json.load(sys.stdin)["Layers"])'); do
      ml unpack image/blobs/sha256/\${digest#sha256:} ours >/dev/null; done
    show theirs/rootfs > wanted; show ours > found; diff wanted found && wc -l < found`
  t.ok(Number(await outputOf(t, script)) > 40)
})
