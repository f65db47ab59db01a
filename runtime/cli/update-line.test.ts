import t from 'tap'
import { UsageError } from '../errors.ts'
import { parseCommandLine } from './command-line.ts'
import { HELP } from './help.ts'

const parse = (line: string) => parseCommandLine(line.split(' '))

const resourcesOf = (options: string) => {
  const request = parse(`update ${options} box`)
  return 'resources' in request ? request.resources : undefined
}

t.test('each option is a member of linux.resources', async (t) => {
  t.same(parse('update --pids-limit 20 box'), {
    command: 'update',
    id: 'box',
    resources: { pids: { limit: 20 } },
  })
  const cpu = '--cpu-quota 20000 --cpu-period=100000 --cpu-burst 5000'
  t.same(resourcesOf(`${cpu} --cpu-share 512 --cpu-idle 1`), {
    cpu: { quota: 20000, period: 100000, burst: 5000, shares: 512, idle: 1 },
  })
  t.same(resourcesOf('--cpu-shares 2 --cpuset-cpus 0-1,3 --cpuset-mems 0'), {
    cpu: { shares: 2, cpus: '0-1,3', mems: '0' },
  })
  t.same(resourcesOf('--blkio-weight 100 --memory-reservation 1k'), {
    blockIO: { weight: 100 },
    memory: { reservation: 1024 },
  })
})

t.test('-1 is a value and no option', async (t) => {
  t.same(resourcesOf('--memory -1 --memory-swap=-1 --cpu-quota -1'), {
    memory: { limit: -1, swap: -1 },
    cpu: { quota: -1 },
  })
  t.same(resourcesOf('--pids-limit -1'), { pids: { limit: -1 } })
  t.throws(() => parse('update --memory 64m box -1'), UsageError)
})

t.test('memory has units, as in runc', async (t) => {
  const limitOf = (text: string) => resourcesOf(`--memory ${text}`)
  for (const text of ['67108864', '64m', '64M', '64mb', '64MiB', '0.0625g'])
    t.same(limitOf(text), { memory: { limit: 67_108_864 } }, text)
  t.same(limitOf('2T'), { memory: { limit: 2 ** 41 } })
  for (const text of ['', 'm', '64x', '-2', '1e9', '0x10', '64mm'])
    t.throws(() => parse(`update --memory=${text} box`), UsageError, text)
})

t.test('other numbers have none', async (t) => {
  for (const text of ['1.5', '20k', '', 'max'])
    t.throws(() => parse(`update --pids-limit=${text} box`), {
      name: 'UsageError',
      message: `Expected an integer but found "${text}"`,
    })
})

t.test('a file, or standard input, takes the place of options', async (t) => {
  t.same(parse('update -r limits.json box'), {
    command: 'update',
    id: 'box',
    resources: {},
    file: 'limits.json',
  })
  t.match(parse('update --resources - box'), { file: '-' })
  t.throws(() => parse('update -r - --memory 1m box'), /but found both/)
  t.throws(() => parse('update box'), /but found neither/)
})

t.test('the help names each option', async (t) => {
  for (const option of HELP.match(/--(cpu|mem|pids|blkio)[\w-]+/g) ?? [])
    t.ok(resourcesOf(`${option} 1`), option)
  t.match(HELP, '--cpu-share <number>')
})
