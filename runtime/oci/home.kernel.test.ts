import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { withHome } from './home.ts'

const USERS =
  'root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n'

const process = (uid: number, env: string[] = ['A=b']) => ({
  args: ['true'],
  cwd: '/',
  env,
  user: { uid, gid: 0 },
})

function rootfsWith(t: Test, files: Record<string, string> = {}): string {
  const rootfs = t.testdir({})
  mkdirSync(join(rootfs, 'etc'))
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(rootfs, name), text)
  return rootfs
}

t.test('a user is at home where its image says', async (t) => {
  const rootfs = rootfsWith(t, { 'etc/passwd': USERS })
  t.same(withHome(process(0), rootfs).env, ['A=b', 'HOME=/root'])
  t.same(withHome(process(1000), rootfs).env, ['A=b', 'HOME=/home/me'])
  t.same(withHome(process(5), rootfs).env, ['A=b', 'HOME=/'])
  const { user: _, ...nobody } = process(0)
  t.same(withHome(nobody, rootfs).env, ['A=b', 'HOME=/root'])
})

t.test('who has a HOME keeps it', async (t) => {
  const rootfs = rootfsWith(t, { 'etc/passwd': USERS })
  const own = process(0, ['HOME='])
  t.equal(withHome(own, rootfs), own)
})

t.test('an image leads nowhere with its list of users', async (t) => {
  const rootfs = rootfsWith(t)
  const home = () => withHome(process(0), rootfs).env[1]
  t.equal(home(), 'HOME=/', 'no list')
  const passwd = join(rootfs, 'etc/passwd')
  spawnSync('mkfifo', [passwd])
  t.equal(home(), 'HOME=/', 'a FIFO')
  spawnSync('rm', [passwd])
  // The host's has a root, at home in /root.
  symlinkSync('/../../../../../etc/passwd-of-host', passwd)
  writeFileSync(join(rootfs, 'etc/passwd-of-host'), 'r:x:0:0::/inside:')
  t.equal(home(), 'HOME=/inside', 'a link ends at the root')
  spawnSync('rm', [passwd])
  symlinkSync('/proc/self/fd/0', passwd)
  t.equal(home(), 'HOME=/', 'a link out')
  spawnSync('rm', [passwd])
  writeFileSync(passwd, 'root:x:0:0::relative:\n')
  t.equal(home(), 'HOME=/', 'no path')
})
