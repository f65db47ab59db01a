// Which changes an upper directory tells, after real ones in a real overlay.
import t from 'tap'
import { outputOf, runScript } from './test/layers-program.ts'

const LAYERS = `mkdir top base up work merged
  mkdir -p base/d/sub base/o base/etc; touch base/d/sub/x base/o/1 base/o/2
  echo f > base/f; touch base/gone top/hidden base/hidden; mknod top/masked c 0 0
  touch base/masked`
const MOUNT = 'ml mount --lower top:base --upper up --work work merged'

/** The lines of `diff` after changes, with the layers below given or not. */
async function changesAfter(script: string, lower = '--lower top:base') {
  return outputOf(
    t,
    `${LAYERS}; ${MOUNT}; cd merged; ${script}
    cd ..; ml diff ${lower} up`,
  )
}

t.test('nothing was changed', async (t) => {
  t.equal(await changesAfter('cat f > /dev/null'), '')
})

t.test('added, changed, deleted', async (t) => {
  const changes = await changesAfter('echo 2 > f; touch new; rm gone')
  t.equal(changes, 'C /f\nD /gone\nA /new\n')
})

t.test('a directory counts when it was changed itself', async (t) => {
  t.equal(await changesAfter('echo 1 >> d/sub/x'), 'C /d/sub/x\n')
  t.equal(await changesAfter('touch d/sub/y'), 'C /d/sub\nA /d/sub/y\n')
  t.equal(await changesAfter('chmod 700 d'), 'C /d\n')
})

t.test('a directory made anew hides what was in it', async (t) => {
  const changes = await changesAfter('rm -r o; mkdir o; touch o/2 o/3')
  t.equal(changes, 'C /o\nD /o/1\nC /o/2\nA /o/3\n')
})

t.test('a file in the place of a directory, and the reverse', async (t) => {
  const script = 'rm -r o; touch o; rm f; mkdir f; touch f/in'
  t.equal(await changesAfter(script), 'C /f\nA /f/in\nC /o\n')
})

t.test('what a lower layer has deleted is not there', async (t) => {
  t.equal(await changesAfter('touch masked'), 'A /masked\n')
})

t.test('what was deleted and made again is changed', async (t) => {
  t.equal(await changesAfter('rm f; echo f > f'), 'C /f\n')
})

t.test('a new name is another file, and the old one is gone', async (t) => {
  t.equal(await changesAfter('mv f g; ln g h'), 'D /f\nA /g\nA /h\n')
})

t.test('without --lower the marks of the kernel have to do', async (t) => {
  const script = 'echo 1 >> d/sub/x; touch new; rm gone'
  const changes = await changesAfter(script, '')
  t.equal(changes, 'C /d\nC /d/sub\nC /d/sub/x\nD /gone\nA /new\n')
})

t.test('lines are sorted by bytes, and each is one line', async (t) => {
  const script = `touch "$(printf 'a\\nb')" "$(printf 'caf\\303\\251')" 'a\\b' Z a/ 2>/dev/null || true`
  t.equal(await changesAfter(script), 'A /Z\nA /a\\012b\nA /a\\134b\nA /café\n')
})

t.test('--json prints the same', async (t) => {
  const script = `${LAYERS}; ${MOUNT}; touch merged/new; rm merged/f
    ml diff --json --lower top:base up`
  const changes = JSON.parse(await outputOf(t, script))
  t.same(changes, [
    { kind: 'D', path: '/f' },
    { kind: 'A', path: '/new' },
  ])
})

t.test('what is part of the init layer is not shown', async (t) => {
  const script = `${LAYERS}; ml init init; find init | sort
    ml mount --lower init:top:base --upper up --work work merged
    echo 127.0.0.1 > merged/etc/hosts; rm merged/.dockerenv
    ml diff --lower init:top:base --init init up; echo ==
    touch merged/etc/mine; chmod 700 merged/sys
    ml diff --lower init:top:base --init init up`
  const [, before, after] =
    /(?:init.*\n)+(.*)==\n(.*)/s.exec(await outputOf(t, script)) ?? []
  t.equal(before, '')
  t.equal(after, 'C /etc\nA /etc/mine\nC /sys\n')
})

t.test('an upper directory of other options is refused', async (t) => {
  const script = `${LAYERS}; mount -t overlay overlay merged \\
      -o lowerdir=top:base,upperdir=up,workdir=work,redirect_dir=on
    mv merged/d merged/e; ml diff --lower top:base up`
  const { status, stderr } = await runScript(script)
  t.equal(status, 1)
  t.match(stderr, /"\/e" to be all in one place .*redirect_dir=on/)
})
