import t from 'tap'
import { labs } from '../labs/catalog.ts'
import { BUNDLES } from './.vitepress/syscalls/bundles.ts'
import { rowsOf } from './.vitepress/syscalls/table.ts'

const step = (number: number, syscall: string, note?: string) => ({
  step: number,
  syscall,
  call: `${syscall}(${number})`,
  manual: `${syscall}(2)`,
  ...(note !== undefined && { note }),
})

t.test('every lab has a bundle whose calls are shown', async (t) => {
  t.same(
    Object.keys(BUNDLES),
    labs.map(({ id }) => id),
  )
})

t.test('rowsOf() has parent, birth and child in this order', async (t) => {
  const [parent, birth, child] = rowsOf({
    parent: [{ call: 'mkdir("/a")', manual: 'mkdir(2)', note: 'A cgroup' }],
    birth: { call: 'clone3()', manual: 'clone3(2)', syscall: 'clone3' },
    steps: [{ ...step(0, 'chroot'), section: 'chroot(2), "NOTES"' }],
  })
  t.same(parent, { who: 'parent', call: 'mkdir("/a")', notes: ['A cgroup'] })
  t.match(birth, { who: 'birth', notes: [] })
  t.match(child, { who: 'child', step: 0, notes: ['see chroot(2), "NOTES"'] })
})

t.test('rowsOf() folds many alike, but never what has a note', async (t) => {
  const calls = ['close', 'close', 'close', 'close', 'chdir']
  const alike = calls.map((name, index) => step(index, name))
  t.match(rowsOf({ steps: alike }), [{ step: 0, more: 3 }, { step: 4 }])
  const noted = alike.map((call) =>
    call.step === 2 ? { ...call, note: 'why' } : call,
  )
  t.equal(rowsOf({ steps: noted }).length, 5)
})

t.test('rowsOf() says once where to read', async (t) => {
  const section = 'mount(2), "NOTES"'
  const steps = [0, 1].map((number) => ({ ...step(number, 'mount'), section }))
  const [first, second] = rowsOf({ steps })
  t.same([first?.notes.length, second?.notes.length], [1, 0])
})
