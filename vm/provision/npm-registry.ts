import { outputOrNull } from '../host/run-program.ts'

/** What `provision.sh` reads: the registry that it gets Node from. */
const VARIABLE = 'LABS_NPM_REGISTRY'

/**
 * The environment of `provision.sh` in a machine that is made on this computer:
 * what the variable says here, or else the registry of this computer's npm.
 *
 * @returns Nothing where there is neither: the script says what to do.
 */
export async function registryEnvironment(
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const registry = env[VARIABLE] || (await npmRegistry(env))
  return registry ? { [VARIABLE]: registry } : {}
}

/** @see npm-config(1), "registry" */
async function npmRegistry(env: NodeJS.ProcessEnv): Promise<string | null> {
  const args = ['config', 'get', 'registry']
  const printed = (await outputOrNull('npm', args, { env }))?.trim() ?? ''
  return /^https?:\/\/\S+$/.test(printed) ? printed : null
}
