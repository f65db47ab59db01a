import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { TOOLS } from '../linux-preflight.ts'
import { KIT_PACKAGES } from '../qemu/kit-packages.ts'
import { LAB_MODULES } from '../qemu/modules.ts'
import { PROVISION_SCRIPT, provisionScript } from './provision.ts'

const script = provisionScript()

/** The words of `NAME='…'`. */
function listIn(name: string): string[] {
  const text = new RegExp(`^${name}='([^']*)'`, 'm').exec(script)?.[1] ?? ''
  return text.trim().split(/\s+/)
}

const missing = (wanted: readonly string[], found: readonly string[]) =>
  wanted.filter((name) => !found.includes(name))

/** What only the making of the built-in VM needs, or every system has. */
const NOT_IN_A_MACHINE = ['squashfs-tools', 'dropbear-bin', 'openssh-client']

t.test('it is a script', async (t) => {
  const input = script
  t.doesNotThrow(() => execFileSync('sh', ['-n'], { input, stdio: 'pipe' }))
  t.match(script, /^#!\/bin\/sh\n/)
  t.equal(PROVISION_SCRIPT, 'vm/provision/provision.sh')
})

t.test('it can be carried inside a template', async (t) => {
  t.notMatch(script, /\{\{/, 'which would be a variable of Lima')
  t.notMatch(script, /LIMA_CIDATA/)
})

t.test('it installs what the built-in VM is made of', async (t) => {
  const packages = [...listIn('PACKAGES'), ...listIn('ENGINE')]
  const wanted = [...KIT_PACKAGES, ...Object.values(TOOLS)]
  t.same(missing(wanted, [...packages, ...NOT_IN_A_MACHINE]), [])
  const more = ['ca-certificates', 'curl']
  t.same(missing(packages, [...wanted, ...more]), [], 'and nothing else')
  t.equal(new Set(packages).size, packages.length)
})

t.test('it loads the modules that the built-in VM has', async (t) => {
  const modules = listIn('MODULES')
  // Its swap is a file, the built-in VM's is compressed memory.
  const swap = ['zram', 'lzo_rle']
  t.same(missing(LAB_MODULES, [...modules, ...swap]), [])
  t.same(missing(modules, [...LAB_MODULES, 'overlay']), [])
})

t.test('it knows the digest of Node for both architectures', async (t) => {
  const digests = ['NODE_X64', 'NODE_ARM64'].map((name) =>
    listIn(name).join(''),
  )
  for (const digest of digests) t.match(digest, /^[0-9a-f]{128}$/)
  t.not(digests[0], digests[1])
})

/** Run its functions, not itself, where there is Node or none. */
function run(commands: string, hasNode: boolean, env: object = {}) {
  const functions = script.replace(/\nmain\n$/, '\n')
  const node = `node_is_good() { ${hasNode}; }`
  const input = `${functions}\n${node}\n${commands}\n`
  const { status, stderr } = spawnSync('sh', [], { input, env: { ...env } })
  return { status, stderr: String(stderr) }
}

t.test('it wants to be told where Node comes from, if it must', async (t) => {
  const wanted = { status: 3, stderr: /^provision: .*npm config get registry/ }
  t.match(run('require_registry', false), wanted)
  t.match(run('require_registry', false, { LABS_NPM_REGISTRY: '' }), wanted)
  const LABS_NPM_REGISTRY = 'https://mirror.example/'
  const nothing = { status: 0, stderr: '' }
  t.same(run('require_registry', false, { LABS_NPM_REGISTRY }), nothing)
  t.same(run('require_registry; install_node', true), nothing)
  t.notMatch(script, /https?:\/\//, 'no address is taken unasked')
})

t.test('its oldest Node is that of package.json', async (t) => {
  const manifest = join(import.meta.dirname, '../../package.json')
  const { engines } = JSON.parse(readFileSync(manifest, 'utf8'))
  const [, oldest] = /^OLDEST_NODE=(\S+)$/m.exec(script) ?? []
  t.equal(engines.node, `>=${oldest}`)
})
