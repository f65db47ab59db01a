import { once } from 'node:events'
import t from 'tap'
import { nativeMachine } from './native-machine.ts'

/** A process that waits for nobody but its own child, as an agent does. */
const AGENT = `
  const { execFileSync } = require("node:child_process")
  const { existsSync } = require("node:fs")
  const script = "sleep 0.1 > /dev/null & echo $!"
  const orphan = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim()
  setTimeout(() => process.exit(existsSync("/proc/" + orphan) ? 1 : 7), 500)
`

t.test('process 1 of own processes waits for orphans', async (t) => {
  const machine = nativeMachine(undefined, { ownProcesses: true })
  const child = machine.spawn(`exec node -e '${AGENT}'`)
  const [code] = await once(child, 'close')
  t.equal(code, 7)
})
