// One process that runs many containers, as an engine does: each is on its own,
// and of those that are over nothing is left in the process.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { defaultSpec } from '../spec/default-spec.ts'
import { toElf } from '../sys/elf.ts'
import { ARCH } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'
import { loadBundle } from './bundle.ts'
import { runRecorded } from './run-recorded.ts'

const LANES = 3
const TURNS = 10

/** A bundle whose program ends with a status, and a place for states. */
function makeBox(t: Test, status: number) {
  const bundle = join(t.testdirName, `${status}`)
  mkdirSync(join(bundle, 'rootfs'), { recursive: true })
  const ends = new Program()
  ends.exit_group(status)
  const program = join(bundle, 'rootfs/end')
  writeFileSync(program, toElf(ends, { arch: ARCH }))
  chmodSync(program, 0o755)
  const spec = defaultSpec()
  const mounts = spec.mounts?.filter(({ type }) => type !== 'cgroup')
  const process = { ...spec.process, args: ['/end'] }
  const config = JSON.stringify({ ...spec, mounts, process })
  writeFileSync(join(bundle, 'config.json'), config)
  return { bundle, root: join(t.testdirName, 'state') }
}

async function run(box: { bundle: string; root: string }, id: string) {
  return runRecorded(loadBundle(box.bundle), { id, root: box.root }, {})
}

/** What of this process could pile up. */
async function belongings() {
  // The loop lets go of a descriptor one turn after it was told to.
  for (let turn = 0; turn < 3; turn++) await nextTurn()
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n')
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    areas: maps.filter((line) => line.includes('/dev/zero')).length,
    listeners: process
      .eventNames()
      .filter((name) => String(name).startsWith('SIG'))
      .map((name) => [name, process.listenerCount(name)]),
    timers: process.getActiveResourcesInfo().filter((it) => it === 'Timeout'),
  }
}

t.test('containers of one process leave nothing in it', async (t) => {
  t.testdir({})
  const boxes = Array.from({ length: LANES }, (_, lane) => makeBox(t, lane))
  const all = async (turns: number) =>
    Promise.all(
      boxes.map(async (box, lane) => {
        for (let turn = 0; turn < turns; turn++) {
          const ending = await run(box, `box-${lane}`)
          t.same(ending, { kind: 'exited', code: lane })
        }
      }),
    )
  await all(1)
  const before = await belongings()
  await all(TURNS)
  t.same(await belongings(), before)
  t.same(readdirSync(join(t.testdirName, 'state')), [])
})
