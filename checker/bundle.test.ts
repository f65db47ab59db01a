import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BundleError, bundleProgram } from './bundle.ts'

const IMPORTS_KOFFI = `
import koffi from 'koffi'
process.stdout.write(typeof koffi.load + ' ' + import.meta.dirname)
`

t.test(
  'bundleProgram() makes a program that runs without node_modules',
  async (t) => {
    const folder = t.testdir({
      'word.ts': "export const word: string = 'hello'",
      'main.ts': "import { word } from './word.ts'\nprocess.stdout.write(word)",
    })
    const outfile = join(folder, 'out/main.cjs')
    const { files } = await bundleProgram({
      entry: join(folder, 'main.ts'),
      outfile,
    })
    const pack = join(folder, 'out/main.pack')
    t.same(
      files,
      [outfile, pack],
      'koffi.node is not there if nobody imports it',
    )
    t.equal(execFileSync(outfile, { encoding: 'utf8' }), 'hello')
    t.same(
      readdirSync(join(folder, 'out')),
      ['main.cjs', 'main.pack'],
      'no half files left',
    )
  },
)

t.test(
  'bundleProgram() puts the addon of koffi beside the bundle',
  async (t) => {
    const folder = t.testdir({
      'main.ts': IMPORTS_KOFFI,
      node_modules: {},
    })
    const outfile = join(folder, 'out/main.cjs')
    const { files } = await bundleProgram({
      entry: join(folder, 'main.ts'),
      outfile,
    })
    const out = (name: string) => join(folder, 'out', name)
    t.same(files, [outfile, out('main.pack'), out('koffi.node')])
    t.ok(statSync(outfile).mode & 0o100, 'it may be executed')
    if (process.platform !== 'linux') return
    t.equal(
      execFileSync(outfile, { encoding: 'utf8', cwd: '/' }),
      `function ${join(folder, 'out')}`,
    )
  },
)

t.test('bundleProgram() tells file and line of a syntax error', async (t) => {
  const folder = t.testdir({ 'main.ts': 'const a = 1\nconst b = (' })
  const outfile = join(folder, 'main.cjs')
  const error = await bundleProgram({
    entry: join(folder, 'main.ts'),
    outfile,
  }).catch((error: unknown) => error)
  t.ok(error instanceof BundleError)
  t.match((error as BundleError).faults.join(), /main\.ts:2/)
  t.notOk(existsSync(outfile))
})
