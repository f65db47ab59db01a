/** `.devcontainer/devcontainer.json`: Codespaces, and VS Code with Docker. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { consent } from '../local-preflight.ts'
import { NO_SETTINGS } from '../settings.ts'
import { PROVISION_SCRIPT } from './provision.ts'

const root = join(import.meta.dirname, '../..')

/**
 * What there may be in one that names an image.
 *
 * @see https://containers.dev/implementors/json_schema/ devContainerCommon,
 *   nonComposeBase and imageContainer, read in March 2026
 */
const KEYS = new Set(
  `$schema name features overrideFeatureInstallOrder secrets forwardPorts
  portsAttributes otherPortsAttributes updateRemoteUserUID containerEnv
  containerUser mounts init privileged capAdd securityOpt remoteEnv remoteUser
  initializeCommand onCreateCommand updateContentCommand postCreateCommand
  postStartCommand postAttachCommand waitFor userEnvProbe hostRequirements
  customizations additionalProperties appPort runArgs shutdownAction
  overrideCommand workspaceFolder workspaceMount image`.split(/\s+/),
)

function devcontainer() {
  const file = join(root, '.devcontainer/devcontainer.json')
  return JSON.parse(readFileSync(file, 'utf8'))
}

t.test('it says nothing that nobody would read', async (t) => {
  const unknown = Object.keys(devcontainer()).filter((key) => !KEYS.has(key))
  t.same(unknown, [])
})

t.test('it gives what the labs need of a container', async (t) => {
  const { privileged, runArgs, remoteUser } = devcontainer()
  t.equal(privileged, true, 'cgroups are mounted writable')
  t.ok(runArgs.includes('--cgroupns=private'), 'with a root of their own')
  t.match(
    runArgs.find((arg: string) => arg.startsWith('--tmpfs=/run:')),
    /\bexec\b.*\bdev\b/,
    'overlays cannot be made on an overlay, nor programs run without exec',
  )
  t.equal(remoteUser, 'root')
})

t.test('it chooses this machine, and says that it may be broken', async (t) => {
  const { containerEnv } = devcontainer()
  t.equal(containerEnv.LABS_PROVIDER, 'local')
  t.match(consent(containerEnv, NO_SETTINGS), { ok: true })
})

t.test('its commands run what is there', async (t) => {
  const { postCreateCommand, postStartCommand } = devcontainer()
  t.equal(postCreateCommand, 'npm ci && node labs/cli/bin.js setup')
  t.ok(existsSync(join(root, 'labs/cli/bin.js')))
  t.equal(postStartCommand, `sh ${PROVISION_SCRIPT}`)
  t.ok(existsSync(join(root, PROVISION_SCRIPT)))
})

t.test(
  'its Node is new enough, and of a Debian that the script knows',
  async (t) => {
    const [, node = '', debian = ''] =
      /^node:(\d+)-(\w+)$/.exec(devcontainer().image) ?? []
    const { engines } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    )
    const [oldest = ''] = /\d+/.exec(engines.node) ?? []
    t.ok(Number(node) > Number(oldest))
    t.ok(['bookworm', 'trixie'].includes(debian))
  },
)
