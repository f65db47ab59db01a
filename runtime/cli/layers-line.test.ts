import t from 'tap'
import { directoriesIn } from './directory-list.ts'
import { parseLayersLine } from './layers-line.ts'

const parse = (line: string) => parseLayersLine(line.split(' '))
const DIGEST = `sha256:${'0'.repeat(64)}`

t.test('directoriesIn() splits at colons that are not escaped', async (t) => {
  t.same(directoriesIn('/a'), ['/a'])
  t.same(directoriesIn('/a:b:/c'), ['/a', 'b', '/c'])
  t.same(directoriesIn('/a\\:b:/c\\\\:/d\\e'), ['/a:b', '/c\\', '/de'])
  for (const text of ['', ':', ':/a', '/a:', '/a::/b', '/a\\'])
    t.throws(() => directoriesIn(text), { name: 'UsageError' }, text)
})

t.test('parseLayersLine() reads every command', async (t) => {
  t.match(parse('mount --lower a:b --upper u --work w t'), {
    command: 'mount',
    lower: ['a', 'b'],
    upper: 'u',
    work: 'w',
    target: 't',
  })
  t.match(parse('umount t'), { command: 'umount', target: 't' })
  t.match(parse('init d'), { command: 'init', target: 'd' })
  t.match(parse('diff --json u --lower a'), {
    command: 'diff',
    json: true,
    upper: 'u',
    lower: ['a'],
    space: 'trusted',
  })
  t.match(parse('commit --userxattr --compress zstd u -'), {
    command: 'commit',
    compression: 'zstd',
    file: '-',
    space: 'user',
    lower: undefined,
  })
  t.match(parse(`unpack --diff-id ${DIGEST} --max-size 1k --overlay f t`), {
    diffID: DIGEST,
    size: 1024,
    overlay: 'trusted',
  })
})

t.test('parseLayersLine() refuses the rest', async (t) => {
  for (const line of [
    'mount t',
    'mount --lower a',
    'mount --lower a t u',
    'mount --lower a --upper u t',
    'mount --lower a --work w t',
    'umount',
    'diff',
    'diff u v',
    'commit u',
    'commit --compress bzip2 u f',
    'unpack f',
    'unpack --diff-id sha256:0 f t',
    'unpack --max-entries 0 f t',
    'unpack --max-size -1 f t',
    'push',
    '',
  ])
    t.throws(() => parse(line), { name: 'UsageError' }, `"${line}"`)
})

t.test('help wins', async (t) => {
  for (const line of ['help', '--help', '-h', 'mount --help', 'diff u --help'])
    t.same(parse(line), { command: 'help' })
})
