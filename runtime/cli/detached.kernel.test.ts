// Processes that are left alone, as shims leave them to be: whoever called
// mini-runc becomes their parent, and learns by wait(2) alone how they ended.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  P_PID,
  PR_SET_CHILD_SUBREAPER,
  WEXITED,
} from '../sys/constants/processes.ts'
import { syscall } from '../sys/libc.ts'
import { inBox, makeBox, runBox, startSleeper } from './box.kernel.test.ts'

syscall('prctl', PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

/** So often a program may be done sooner than mini-runc, or later. */
const TIMES = 5
/** Where waitid(2) tells the status. */
const STATUS_AT = 24

/** Exit status of a process that has become our child. */
function statusOf(pid: number): number {
  const info = Buffer.alloc(128)
  syscall('waitid', P_PID, pid, info, WEXITED, null)
  return info.readInt32LE(STATUS_AT)
}

t.test('the status of exec --detach is left to our parent', async (t) => {
  const { bundle, root } = await startSleeper(t)
  const file = join(bundle, 'process.json')
  const pidFile = join(bundle, 'exec.pid')
  const process = { args: ['sh', '-c', 'exit 7'], cwd: '/', env: ['PATH=/bin'] }
  writeFileSync(file, JSON.stringify({ ...process, user: { uid: 0, gid: 0 } }))
  for (let turn = 0; turn < TIMES; turn++) {
    const options = ['--process', file, '--detach', '--pid-file', pidFile]
    t.match(await inBox(t, { root }, ['exec', ...options, 'box']), {
      status: 0,
    })
    t.equal(statusOf(Number(readFileSync(pidFile, 'utf8'))), 7)
  }
})

t.test('so is that of run --detach', async (t) => {
  for (let turn = 0; turn < TIMES; turn++) {
    const box = makeBox(t, { args: ['sh', '-c', 'exit 9'] })
    const pidFile = join(box.bundle, 'first.pid')
    const options = ['--detach', '--pid-file', pidFile]
    t.match(await runBox(t, box, options), { status: 0 })
    t.equal(statusOf(Number(readFileSync(pidFile, 'utf8'))), 9)
    await inBox(t, box, ['delete', 'box'])
  }
})
