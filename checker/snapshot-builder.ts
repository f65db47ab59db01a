/**
 * What Node runs to make a startup snapshot of a program; what is there when it
 * ends is kept.
 *
 *     node --build-snapshot builder.js <source> <folder of koffi.node> <bundle>
 *
 * V8 compiles a function when it is called for the first time. So that the functions
 * of a usual run are in the snapshot, and no others, which would have to be read at
 * every start, the program is run before: with a kernel that only nods, and in an
 * instance of its own, of which nothing stays but what was compiled.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startupSnapshot } from 'node:v8'
import { Script } from 'node:vm'
import { noddingKoffi } from './nodding-koffi.ts'

/** One instance of the program, its modules loaded. */
interface Instance {
  /** Begins it, with the arguments of the process. */
  readonly begin: () => Promise<void>
}

const WRAPPER = [
  '(function (exports, require, module, __dirname, koffi) {',
  '\n})',
] as const

const [node = '', , source = '', folder = '', bundle = ''] = process.argv
const text = WRAPPER.join(readFileSync(source, 'latin1'))
const program = new Script(text, { filename: 'mini-runc' }).runInThisContext()

function instance(koffi?: object): Instance {
  const module = { exports: {} as Instance }
  program(module.exports, require, module, folder, koffi)
  return module.exports
}

const { argv, exit } = process

/** Whatever comes of it, nothing is lost but time. */
function rehearse(): void {
  const root = join(bundle, 'state')
  process.argv = [node, '', '--root', root, 'run', '--bundle', bundle, 'box']
  // It is we who end here, and not yet.
  process.exit = (() => {}) as typeof exit
  void instance(noddingKoffi).begin()
}

rehearse()
const { begin } = instance()
startupSnapshot.addSerializeCallback(() => {
  Object.assign(process, { argv, exit, exitCode: undefined })
})
startupSnapshot.setDeserializeMainFunction(() => void begin())
