/**
 * Brings the agent into a machine: Node is started with a line of code that
 * reads the real program from standard input. So the agent is never a file in
 * the guest that a judged program could change.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Machine } from '#vm/provider.ts'
import { compileProgram } from '../bundle.ts'
import { checkoutRoot } from '../checkout.ts'
import { compiled, HEADER } from '../compiled.ts'
import { AgentClient } from './client.ts'
import type { Hello } from './protocol.ts'

const HELLO_MS = 60_000
/** What stack traces of it say. */
const NAME = 'agent'
/** Hexadecimal digits. */
const KEY_LENGTH = 64

/** Prints where cgroup2 is mounted, if it is. */
const CGROUPS = `sed -n "s|^\\([^ ]* \\)\\{4\\}\\([^ ]*\\) .* - cgroup2 .*|\\2|p"`

/**
 * Puts the working directory into a procfs of our own, which is mounted nowhere:
 * see own-proc.ts. It is mounted in a namespace that nobody stays in; nsenter(1)
 * returns to that of the machine and keeps the directory (`--wd`). Descriptor 9
 * is the way back. Descriptor 8 is a copy of the mount of cgroup2 that is just as
 * hidden; mounting another one would change the options of all there are.
 */
const IN_OWN_PROC = [
  'exec 9< /proc/self/ns/mnt; exec unshare --mount --propagation private sh -c',
  `'mount -t proc proc /proc && cd /proc || exit;`,
  `c=$(${CGROUPS} self/mountinfo | head -n 1); exec 8< /proc;`,
  `if [ -n "$c" ]; then mount --bind "$c" "$c" && exec 8< "$c"; fi;`,
  `exec nsenter --mount=/proc/self/fd/9 --wd=. node -e "$0" "$c"'`,
].join(' ')

/**
 * Reads so many bytes, and no more: requests follow in the same stream. They are
 * the key, and a pack: see compiled.ts.
 */
const bootstrap = (length: number) =>
  `
globalThis.labsBootMs = performance.now();
const fs = require("node:fs"), vm = require("node:vm"), sent = Buffer.alloc(${length});
fs.closeSync(9);
globalThis.labsCgroups = [process.argv[1], fs.openSync("self/fd/8")];
fs.closeSync(8);
for (let at = 0; at < sent.length; ) {
  const count = fs.readSync(0, sent, at, sent.length - at, null);
  if (count === 0) process.exit(3);
  at += count;
}
globalThis.labsKey = sent.latin1Slice(0, ${KEY_LENGTH});
const pack = sent.subarray(${KEY_LENGTH}), end = ${HEADER} + pack.readUInt32LE(0);
const cachedData = pack.subarray(end), filename = "${NAME}";
new vm.Script(pack.latin1Slice(${HEADER}, end), { filename, cachedData })
  .runInThisContext()(module.exports, require, module, filename, "/");
`
    .trim()
    .replaceAll('\n', ' ')

/** An agent that answered, and what it said. */
export interface RunningAgent {
  readonly client: AgentClient
  readonly hello: Hello
}

/**
 * Start the agent in a machine.
 *
 * @throws {AgentError} If it does not come up.
 */
export async function startAgent(machine: Machine): Promise<RunningAgent> {
  const client = await spawnAgent(machine)
  try {
    const token = randomBytes(4).toString('hex')
    const hello = await client.call('hello', { token }, HELLO_MS)
    return { client, hello }
  } catch (error) {
    client.abandon()
    throw error
  }
}

/**
 * Start an agent that is only to look. Nobody says hello to it, so it makes
 * neither a folder nor a cgroup, and no run that goes on notices it.
 */
export function startReader(machine: Machine): Promise<AgentClient> {
  return spawnAgent(machine)
}

async function spawnAgent(machine: Machine): Promise<AgentClient> {
  const entry = join(checkoutRoot(), 'checker/agent/main.ts')
  const { code } = await compileProgram(entry)
  const key = randomBytes(KEY_LENGTH / 2).toString('hex')
  const bytes = Buffer.concat([Buffer.from(key), compiled(code, NAME).pack])
  const client = new AgentClient(
    machine.spawn(`${IN_OWN_PROC} '${bootstrap(bytes.length)}'`),
    key,
  )
  client.sendRaw(bytes)
  return client
}
