import { existsSync } from 'node:fs'
import t from 'tap'
import { hasIntegrity, koffiAddon } from './koffi-addon.ts'

t.test('the addon for a guest like this computer is npm’s own', async (t) => {
  const addon = await koffiAddon(process.arch)
  t.match(addon, /node_modules.*koffi\.node$/)
  t.equal(existsSync(addon), process.platform === 'linux')
})

t.test('a processor that koffi does not know is named', async (t) => {
  await t.rejects(koffiAddon('vax'), { message: /koffi-linux-vax/ })
})

t.test('an archive is held against the hash of the lock', async (t) => {
  const bytes = Buffer.from('hello')
  const hash =
    'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=='
  t.equal(hasIntegrity(bytes, hash), true)
  t.equal(hasIntegrity(Buffer.from('hullo'), hash), false)
})
