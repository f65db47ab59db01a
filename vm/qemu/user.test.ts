import t from 'tap'

import { emulatorUser, permits } from './user.ts'

t.test('emulatorUser() is never root', async (t) => {
  const root = { uid: 0, gid: 0 }
  t.match(emulatorUser({}, root), { uid: 65534, dropped: true })
  t.match(emulatorUser({ SUDO_UID: '1000' }, root), {
    uid: 1000,
    dropped: true,
  })
  t.match(emulatorUser({ SUDO_UID: '0' }, root), { uid: 65534 })
  t.not(emulatorUser({ SUDO_GID: '0' }, root).gid, 0)
})

t.test('emulatorUser() is ourselves when we are nobody special', async (t) => {
  const us = { uid: 1000, gid: 1001 }
  t.same(emulatorUser({ SUDO_UID: '7' }, us), { ...us, dropped: false })
})

t.test(
  'permits() takes the first class that fits, as the kernel',
  async (t) => {
    const file = (mode: number) => ({ mode, uid: 1, gid: 2 })
    t.ok(permits(file(0o660), 9, 2))
    t.notOk(permits(file(0o660), 9, 9))
    t.ok(permits(file(0o666), 9, 9))
    t.notOk(permits(file(0o606), 9, 2), 'the group is denied before the others')
    t.ok(permits(file(0o755), 9, 9, 0o5))
    t.notOk(permits(file(0o700), 9, 9, 0o5))
  },
)
