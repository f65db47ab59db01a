import t from 'tap'
import { aScene } from '#checker/scene/test/scenes.ts'
import { HUES, MACHINE, Owners } from './owners.ts'
import { container, namespaces, process } from './test/parts.ts'

const init = process(1, 0)

/** A container with a process in namespaces of its own. */
const box = (id: string, pid: number, own: Record<string, string>) => ({
  container: container(id, pid),
  process: process(pid, 1, { namespaces: namespaces(own), container: id }),
})

const sceneOf = (...boxes: ReturnType<typeof box>[]) =>
  aScene({
    processes: [init, ...boxes.map(({ process }) => process)],
    containers: boxes.map(({ container }) => container),
  })

const letterOf = (owners: Owners, namespace: string) =>
  owners.of(namespace).letter

t.test(
  'a namespace belongs to the container that was first in it',
  async (t) => {
    const owners = new Owners()
    owners.update(
      sceneOf(
        box('web', 10, { net: 'web', mnt: 'web' }),
        box('log', 20, { net: 'web', mnt: 'log' }),
      ),
    )
    t.equal(letterOf(owners, 'net:[web]'), 'A')
    t.equal(letterOf(owners, 'mnt:[log]'), 'B')
    t.equal(owners.of('net:[web]').name, 'web')
    t.equal(owners.container('log')?.letter, 'B')
    t.equal(owners.of('uts:[0]'), MACHINE, 'what process 1 is in is nobody’s')
    t.equal(owners.of('net:[unheard of]'), MACHINE)
  },
)

t.test('a process that made namespaces for itself owns them', async (t) => {
  const owners = new Owners()
  const own = namespaces({ uts: 'own' })
  const alone = process(30, 1, { namespaces: own, comm: 'unshare' })
  owners.update(aScene({ processes: [init, alone] }))
  t.match(owners.of('uts:[own]'), { key: 'process:30', name: 'unshare' })
})

t.test('a runtime at work is not the owner of what it makes', async (t) => {
  const owners = new Owners()
  const scene = sceneOf(box('web', 50, { net: 'web' }))
  const runtime = process(40, 1, { namespaces: namespaces({ net: 'web' }) })
  owners.update({ ...scene, processes: [...scene.processes, runtime] })
  t.equal(owners.of('net:[web]').name, 'web')
})

t.test(
  'who stays keeps letter and colour, who comes takes a free one',
  async (t) => {
    const [web, log, job] = ['web', 'log', 'job'].map((id, at) =>
      box(id, 10 * (at + 1), { net: id }),
    )
    if (!web || !log || !job) throw new Error()
    const owners = new Owners()
    owners.update(sceneOf(web, log))
    const before = owners.of('net:[log]')
    owners.update(sceneOf(log))
    t.same(owners.of('net:[log]'), before)
    owners.update(sceneOf(log, job))
    t.equal(letterOf(owners, 'net:[job]'), 'A')
    t.same(owners.of('net:[log]'), before)
  },
)

t.test('there are letters for all, and colours begin again', async (t) => {
  const owners = new Owners()
  const boxes = Array.from({ length: 30 }, (_, at) =>
    box(`c${at}`, at + 10, { net: `${at + 1}` }),
  )
  owners.update(sceneOf(...boxes))
  const all = boxes.map((_, at) => owners.of(`net:[${at + 1}]`))
  t.equal(new Set(all.map(({ letter }) => letter)).size, 30)
  t.equal(all[26]?.letter, 'A1')
  t.equal(all[HUES]?.hue, all[0]?.hue)
})

t.test('a zombie is in no namespace', async (t) => {
  const gone = Object.fromEntries(
    Object.keys(namespaces()).map((kind) => [kind, '']),
  ) as ReturnType<typeof namespaces>
  const owners = new Owners()
  owners.update(
    aScene({ processes: [init, process(9, 1, { namespaces: gone })] }),
  )
  t.equal(owners.of(''), MACHINE)
})
