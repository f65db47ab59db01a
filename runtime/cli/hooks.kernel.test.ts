// Hooks: in which order they are run, where, with what to read, and what
// becomes of a container one of whose hooks fails.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Hook, HookKind, Hooks, Spec } from '../spec/runtime-spec.ts'
import {
  type Box,
  inBox,
  makeBox,
  processesIn,
  runBox,
  until,
} from './box.kernel.test.ts'

const NAMESPACES = ['mount', 'pid', 'uts', 'ipc', 'network'] as const

/** What a hook wrote down about itself. */
interface Note {
  readonly kind: HookKind
  readonly namespace: string
  readonly state: { id: string; status: string; pid: number; bundle: string }
}

/** A hook that writes a line: its name, its network and mount namespace, the state. */
const noting = (kind: HookKind, file: string, shell = '/bin/sh'): Hook => ({
  path: shell,
  args: [
    'a name',
    '-c',
    `echo "${kind} $(readlink /proc/self/ns/net) $(cat)" >> ${file}`,
  ],
  env: ['PATH=/usr/bin:/bin'],
})

function boxWith(t: Test, hooks: (notes: string) => Hooks): Box {
  // Where the host and the container can write, as the rootfs is the host's.
  const spec: Partial<Spec> = {
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc', options: [] },
    ],
    linux: { namespaces: NAMESPACES.map((type) => ({ type })) },
  }
  const place = t.testdir({})
  const box = makeBox(
    t,
    { args: ['sh', '-c', 'echo program >> /tmp/notes; sleep 0.3'] },
    { ...spec, hooks: hooks(join(place, 'notes')) },
  )
  mkdirSync(box.root)
  return box
}

const notesOf = (t: Test): Note[] => {
  const file = join(t.testdirName, 'notes')
  const lines = existsSync(file)
    ? readFileSync(file, 'utf8').trim().split('\n')
    : []
  return lines.map((line) => {
    const [kind, namespace, ...state] = line.split(' ')
    return { kind, namespace, state: JSON.parse(state.join(' ')) } as Note
  })
}

const ALL: readonly HookKind[] = [
  'prestart',
  'createRuntime',
  'createContainer',
  'poststart',
  'poststop',
]

const everywhere = (notes: string): Hooks => ({
  ...Object.fromEntries(ALL.map((kind) => [kind, [noting(kind, notes)]])),
  startContainer: [
    {
      path: '/bin/sh',
      args: ['sh', '-c', 'echo "startContainer $(cat)" >> /tmp/notes'],
      env: ['PATH=/bin'],
    },
  ],
})

t.test('create, start and delete have their hooks', async (t) => {
  const box = boxWith(t, everywhere)
  const stdio = ['ignore', 'ignore', 'inherit'] as never
  const kinds = () => notesOf(t).map(({ kind }) => kind)
  const created = await inBox(
    t,
    box,
    ['create', '--bundle', box.bundle, 'box'],
    { stdio },
  )
  t.equal(created.status, 0)
  t.same(kinds(), ['prestart', 'createRuntime', 'createContainer'])
  t.equal((await inBox(t, box, ['start', 'box'], { stdio })).status, 0)
  t.same(kinds().slice(3), ['poststart'])
  const inside = readFileSync(join(box.rootfs, 'tmp/notes'), 'utf8').split('\n')
  t.match(inside[0], /^startContainer .*"status":"created".*$/)
  t.match(inside[0], /"pid":1,/)
  t.equal(inside[1], 'program', 'the program comes after its hook')
  await until('its end', () => processesIn(box.rootfs).length === 0)
  t.equal((await inBox(t, box, ['delete', 'box'])).status, 0)
  t.same(kinds().slice(4), ['poststop'])

  const [prestart, , createContainer, poststart, poststop] = notesOf(t)
  const own = readlinkSync('/proc/self/ns/net')
  t.equal(prestart?.namespace, own)
  t.equal(poststart?.namespace, own)
  t.not(createContainer?.namespace, own, 'in the network of the container')
  t.match(prestart?.state, {
    id: 'box',
    status: 'creating',
    bundle: box.bundle,
  })
  t.match(createContainer?.state, { status: 'creating', pid: 1 })
  t.match(poststart?.state, { status: 'running', pid: prestart?.state.pid })
  t.match(poststop?.state, { status: 'stopped', id: 'box' })
})

t.test('run has all of them', async (t) => {
  const box = boxWith(t, everywhere)
  t.match(await runBox(t, box), { status: 0, stderr: '' })
  t.same(
    notesOf(t).map(({ kind }) => kind),
    ALL,
  )
})

const STOPPING = [
  'prestart',
  'createRuntime',
  'createContainer',
  'startContainer',
  'poststart',
] as const

for (const kind of STOPPING) {
  t.test(`a ${kind} hook that fails ends the container`, async (t) => {
    const failing: Hook = {
      path: '/bin/sh',
      args: ['sh', '-c', 'echo my reason >&2; exit 3'],
    }
    const box = boxWith(t, (notes) => ({
      [kind]: [failing, noting(kind, notes)],
      poststop: [noting('poststop', notes)],
    }))
    t.match(await runBox(t, box), {
      status: 1,
      stderr: new RegExp(`${kind} hook "/bin/sh".*status 3\n  said  my reason`),
    })
    t.same(readdirSync(box.root), [])
    t.same(processesIn(box.rootfs), [])
    t.same(
      notesOf(t).map(({ kind }) => kind),
      ['poststop'],
      'those after it are not run',
    )
  })
}

t.test('a poststop hook that fails is told, and no more', async (t) => {
  const box = boxWith(t, (notes) => ({
    poststop: [{ path: '/nope' }, noting('poststop', notes)],
  }))
  t.match(await runBox(t, box), { status: 0, stderr: /poststop hook "\/nope"/ })
  t.equal(notesOf(t).length, 1)
})

t.test(
  'a hook that takes too long has failed, with all it started',
  async (t) => {
    const box = boxWith(t, () => ({
      createRuntime: [
        {
          path: '/bin/sh',
          args: ['sh', '-c', 'sleep 987.5 & wait'],
          timeout: 1,
        },
      ],
    }))
    t.match(await runBox(t, box), { status: 1, stderr: /took more than 1 s/ })
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => join('/proc', pid, 'cmdline'))
      .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    t.notOk(lines.some((line) => line.includes('987.5')))
  },
)

t.test('a hook has the environment it is given, or ours', async (t) => {
  const env = (file: string, env?: readonly string[]): Hook => ({
    path: '/usr/bin/env',
    args: ['sh', '-c', `echo "$MARK" >> ${file}`],
    ...(env && { env }),
  })
  const box = boxWith(t, (notes) => ({
    createRuntime: [env(notes), env(notes, ['PATH=/bin', 'MARK=given'])].map(
      (hook) => ({
        ...hook,
        path: '/bin/sh',
      }),
    ),
  }))
  await runBox(t, box, [], { prefix: ['MARK=ours'] })
  t.equal(readFileSync(join(t.testdirName, 'notes'), 'utf8'), 'ours\ngiven\n')
})
