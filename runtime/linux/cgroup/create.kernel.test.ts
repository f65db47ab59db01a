import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { basename } from 'node:path'
import t, { type Test } from 'tap'
import { hasCgroupFile, wordsOf, writeCgroupFile } from './cgroup-file.ts'
import { createCgroup } from './create.ts'
import { freeze, thaw } from './freezer.ts'
import { findHierarchy } from './hierarchy.ts'
import { OWN_PLACE } from './path.ts'
import { removeCgroup } from './remove.ts'
import { inCgroup, ownCgroup, ownName } from './test/own-cgroup.ts'

const { mountPoint, controllers } = findHierarchy()

/** A controller to hand down, which the machine is left without afterwards. */
function spareController(t: Test): string | undefined {
  const enabled = wordsOf(mountPoint, 'cgroup.subtree_control')
  const [name] = [...enabled, ...controllers]
  if (name !== undefined && !enabled.includes(name))
    t.teardown(() =>
      writeCgroupFile(mountPoint, 'cgroup.subtree_control', `-${name}`),
    )
  return name
}

t.test('what is missing is made, and told', async (t) => {
  const top = ownCgroup(t)
  t.same(createCgroup(`${top}/a/b`, []), [`${top}/a`, `${top}/a/b`])
  t.ok(existsSync(`${top}/a/b/cgroup.procs`))
})

t.test(
  'a cgroup that somebody prepared belongs to the container',
  async (t) => {
    const top = ownCgroup(t)
    mkdirSync(`${top}/a`)
    t.same(createCgroup(`${top}/a`, []), [`${top}/a`])
  },
)

t.test('the place of ours goes with the last one', async (t) => {
  const place = `${mountPoint}${OWN_PLACE}`
  const [one, two] = [1, 2].map((n) => `${place}/${basename(ownName(t))}-${n}`)
  if (!one || !two) return
  const [made, madeToo] = [createCgroup(one, []), createCgroup(two, [])]
  t.same(made, [place, one])
  t.same(madeToo, [place, two])
  await removeCgroup(one, made)
  t.ok(existsSync(two))
  await removeCgroup(two, madeToo)
  t.notOk(existsSync(two))
})

t.test('controllers are handed down to it, and not by it', async (t) => {
  const name = spareController(t)
  if (name === undefined) return t.comment('no controller here')
  const top = ownCgroup(t)
  createCgroup(`${top}/a/b`, [name])
  t.match(wordsOf(top, 'cgroup.subtree_control'), [name])
  t.match(wordsOf(`${top}/a`, 'cgroup.subtree_control'), [name])
  t.match(wordsOf(`${top}/a/b`, 'cgroup.controllers'), [name])
  t.same(wordsOf(`${top}/a/b`, 'cgroup.subtree_control'), [])
})

t.test('an ancestor with processes hands down nothing', async (t) => {
  const name = spareController(t)
  if (name === undefined) return t.comment('no controller here')
  const top = ownCgroup(t)
  await inCgroup(top, 'sleep 60')
  t.throws(() => createCgroup(`${top}/a/b`, [name]), {
    name: 'CgroupError',
    code: 'EBUSY',
    path: `${top}/cgroup.subtree_control`,
    value: `+${name}`,
  })
  t.notOk(existsSync(`${top}/a`), 'and nothing is left behind')
})

t.test('a controller that is not there is told before anything', async (t) => {
  const directory = ownName(t)
  t.throws(() => createCgroup(directory, ['nonsense']), {
    name: 'CgroupError',
    path: `${mountPoint}/cgroup.controllers`,
  })
  t.notOk(existsSync(directory))
})

t.test('a cgroup with processes is not ours to take', async (t) => {
  const top = ownCgroup(t)
  mkdirSync(`${top}/a/b`, { recursive: true })
  await inCgroup(`${top}/a/b`, 'sleep 60')
  for (const directory of [`${top}/a`, `${top}/a/b`])
    t.throws(() => createCgroup(directory, []), {
      code: 'EBUSY',
      path: `${directory}/cgroup.procs`,
    })
})

t.test('nor is one that is frozen, or below threads', async (t) => {
  const top = ownCgroup(t)
  mkdirSync(`${top}/a`)
  await freeze(`${top}/a`)
  t.throws(() => createCgroup(`${top}/a`, []), {
    code: 'EBUSY',
    path: `${top}/a/cgroup.events`,
  })
  await thaw(`${top}/a`)
  writeCgroupFile(`${top}/a`, 'cgroup.type', 'threaded')
  t.throws(() => createCgroup(`${top}/b`, []), {
    code: 'EOPNOTSUPP',
    path: `${top}/b/cgroup.type`,
  })
})

t.test('a name of the kernel is no name for a cgroup', async (t) => {
  const top = ownCgroup(t)
  const directory = `${top}/cgroup.procs/a`
  t.throws(() => createCgroup(directory, []), { code: 'ENOTDIR' })
})

t.test('others may remove what is above, at any time', async (t) => {
  const top = ownCgroup(t)
  let left = 3
  // It is asked for names between one step and the next.
  const filter = () => {
    if (left > 0 && existsSync(`${top}/a/b`)) {
      left -= 1
      rmdirSync(`${top}/a/b`)
      rmdirSync(`${top}/a`)
    }
    return []
  }
  createCgroup(`${top}/a/b`, Object.assign([], { filter }))
  t.equal(left, 0)
  t.ok(hasCgroupFile(`${top}/a/b`, 'cgroup.procs'))
})
