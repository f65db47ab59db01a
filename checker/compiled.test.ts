import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { compiled } from './compiled.ts'

const CODE = `#!/usr/bin/env node
const never = () => 'never called'
process.stdout.write([typeof require('node:fs').read, __dirname, process.argv[2]].join())
if (process.argv[3]) throw new Error('third line')
`

/** Write a program where it can be started, and say where. */
function placed(
  t: Test,
  change = (pack: Buffer) => pack,
  arch: string = process.arch,
): string {
  const folder = t.testdir({})
  const { launcher, pack } = compiled(CODE, 'program', arch)
  const file = join(folder, 'program.cjs')
  writeFileSync(file, launcher, { mode: 0o755 })
  writeFileSync(join(folder, 'program.pack'), change(pack))
  return file
}

t.test('a compiled program is the program', async (t) => {
  const file = placed(t)
  const args = ['word']
  const text = execFileSync(file, args, { encoding: 'utf8', cwd: '/' })
  t.equal(text, `function,${join(file, '..')},word`)
})

t.test('V8 takes the code as it is', async (t) => {
  const file = placed(t)
  const script = `
    const vm = require('node:vm'), { Script } = vm
    vm.Script = class extends Script {
      constructor(...args) { super(...args); console.log(this.cachedDataRejected) }
    }
    require(${JSON.stringify(file)})`
  const text = execFileSync(process.execPath, ['-e', script, 'word'], {
    encoding: 'utf8',
  })
  // Where guests are of another system than this one, there is none to take.
  t.match(text, process.platform === 'linux' ? /^false\n/ : /^true\n/)
})

t.test('code of another version is compiled again', async (t) => {
  const file = placed(t, (pack) => {
    const end = 8 + pack.readUInt32LE(0)
    pack.fill(0, end, end + 8)
    return pack
  })
  const text = execFileSync(file, ['word'], { encoding: 'utf8' })
  t.match(text, /^function,/)
})

t.test('no code goes to another processor, and the program runs', async (t) => {
  let length = 0
  const measure = (pack: Buffer) => {
    length = pack.length - 8 - pack.readUInt32LE(0)
    return pack
  }
  const file = placed(t, measure, 'another')
  t.equal(length, 0)
  t.match(execFileSync(file, ['word'], { encoding: 'utf8' }), /^function,/)
})

t.test('a stack trace tells the line of the program', async (t) => {
  const file = placed(t)
  const { status, stderr } = spawnSync(file, ['word', 'throw'], {
    encoding: 'utf8',
  })
  t.equal(status, 1)
  t.match(stderr, /^program:4$/m)
})
