/** What a hostile source asks the bundler for, and does not get. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  BundleError,
  type Compilation,
  compileProgram,
  KOFFI_WHEN_WANTED,
} from './bundle.ts'
import { checkoutRoot } from './checkout.ts'
import { PACKAGES } from './confined.ts'

const SECRET = 'what-nobody-may-read'

/** A runtime whose `main.ts` is this, with secrets lying around it. */
function folderWith(t: Test, main: string): string {
  const folder = t.testdir({
    'secret.ts': `export const secret = '${SECRET}'`,
    'secret.txt': SECRET,
    'secret.json': JSON.stringify({ secret: SECRET }),
    'package.json': JSON.stringify({
      name: 'x',
      imports: { '#secret': './secret.ts' },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { paths: { secret: ['./secret.ts'] } },
    }),
    node_modules: { secret: { 'index.js': `module.exports = '${SECRET}'` } },
    runtime: {
      'main.ts': main,
      'word.ts': "export const word = 'inside'",
      'notes.txt': SECRET,
      sub: { 'index.ts': "export { word } from '../word.ts'" },
    },
  })
  return join(folder, 'runtime')
}

const compile = (folder: string) =>
  compileProgram(join(folder, 'main.ts'), KOFFI_WHEN_WANTED, folder)

const HONEST: Readonly<Record<string, string>> = {
  'a file beside it': "import { word } from './word.ts'",
  'a file without its ending': "import { word } from './word'",
  'a folder': "import { word } from './sub'",
  'a file, when it is wanted':
    "const word = async () => (await import('./word.ts')).word",
  'a module of Node': "import { join as word } from 'node:path'",
  'a module of Node, as it was called': "import { join as word } from 'path'",
  koffi: "import word from 'koffi'",
  ...Object.fromEntries(
    PACKAGES.map((name) => [name, `import * as word from '${name}'`]),
  ),
}

for (const [what, line] of Object.entries(HONEST)) {
  t.test(`a confined program may import ${what}`, async (t) => {
    const folder = folderWith(t, `${line}\nprocess.stdout.write(String(word))`)
    const { code } = await compile(folder)
    t.match(code, 'process.stdout.write')
    t.notMatch(code, SECRET)
  })
}

const HOSTILE: Readonly<Record<string, string>> = {
  'a file above it': "import { secret } from '../secret.ts'",
  'a file by its whole path': "import { secret } from '{root}/secret.ts'",
  'a text': "import secret from '../secret.txt' with { type: 'text' }",
  'a text of its own': "import secret from './notes.txt' with { type: 'text' }",
  'bytes of a source': "import secret from './word.ts' with { type: 'bytes' }",
  JSON: "import secret from '../secret.json' with { type: 'json' }",
  'JSON by require': "const secret = require('../secret.json')",
  'a way in and out': "import { secret } from './sub/../../secret.ts'",
  'a package of its own': "import secret from 'secret'",
  'a package of the kit that it has no need of': "import secret from 'yaml'",
  'a file of an allowed package':
    "import secret from 'fzstd/../../package.json'",
  'a name that package.json gives': "import { secret } from '#secret'",
  'a name that the kit has': "import secret from '#checker/seed.ts'",
  'a data URL': "import secret from 'data:text/javascript,export default 1'",
  'a data URL that imports':
    'import \'data:text/javascript,import "{root}/secret.ts"\'\nconst secret = 1',
  'something from the network': "import secret from 'https://example.com/x.ts'",
  'a file URL': "import { secret } from 'file://{root}/secret.ts'",
  'a pattern': "const secret = await0(import('../' + name0 + '.ts'))",
  'a pattern with require': "const secret = require('../' + name0 + '.json')",
  'a pattern over everything': "const secret = require('../' + name0)",
  'a pattern over its own notes': "const secret = require('./' + name0)",
  'a link': "import { secret } from './link.ts'",
}

for (const [what, line] of Object.entries(HOSTILE)) {
  t.test(`a confined program may not import ${what}`, async (t) => {
    const declared = 'const name0 = process.argv[2], await0 = (x) => x\n'
    const folder = folderWith(t, '')
    const root = join(folder, '..')
    const main = line.replaceAll('{root}', root)
    writeFileSync(
      join(folder, 'main.ts'),
      `${declared}${main}\nprocess.stdout.write(String(secret))`,
    )
    symlinkSync('../secret.ts', join(folder, 'link.ts'))
    const error = await compile(folder).catch((error: unknown) => error)
    if (!(error instanceof BundleError)) {
      return t.fail('it was bundled', { found: error })
    }
    t.match(error.faults.join(), /main\.ts:\d/, 'the place is told')
    t.notMatch(error.message, SECRET, 'and not what stands there')
  })
}

t.test('a confined program may only name what it resolves', async (t) => {
  const line = "process.stdout.write(require.resolve('../secret.json'))"
  const { code } = await compile(folderWith(t, line))
  t.notMatch(code, SECRET)
})

t.test(
  'a confined program is compiled with the settings of the kit',
  async (t) => {
    const folder = folderWith(t, "import { secret } from 'secret'\nsecret()")
    await t.rejects(
      compile(folder),
      BundleError,
      'no path of a tsconfig outside',
    )
    const own = join(folder, 'sub')
    mkdirSync(join(own, 'x'))
    writeFileSync(join(own, 'tsconfig.json'), '{ "compilerOptions": ')
    writeFileSync(join(folder, 'main.ts'), "import './sub/index.ts'")
    await t.resolves(compile(folder), 'nor one inside')
  },
)

/** The settings of the kit make strict what was strict anyway, as a module. */
const plain = ({ code }: Compilation) =>
  code.replace(/^ *"use strict";\n/gm, '')

t.test('the reference needs nothing else', async (t) => {
  const runtime = join(checkoutRoot(), 'runtime')
  for (const name of ['runc', 'escape', 'layers', 'cni']) {
    const entry = join(runtime, `cli/mini-${name}.ts`)
    const confined = await compileProgram(entry, KOFFI_WHEN_WANTED, runtime)
    const free = await compileProgram(entry)
    t.equal(plain(confined), plain(free), `mini-${name}`)
  }
})
