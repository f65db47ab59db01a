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

/**
 * Puts the working directory into a procfs of our own, which is mounted nowhere:
 * see own-proc.ts. It is mounted in a namespace that nobody stays in; nsenter(1)
 * returns to that of the machine and keeps the directory (`--wd`). Descriptor 9
 * is the way back. Descriptor 8 is the mount of cgroup2 there, a copy that is just
 * as hidden; mounting another one would change the options of all there are.
 *
 * Nothing else is started on the way: in an emulated guest a tool takes 50 ms.
 */
const IN_OWN_PROC = [
  'exec 9< /proc/self/ns/mnt;',
  'exec unshare --mount --propagation private --mount-proc sh -c',
  `'cd /proc || exit; c=;`,
  'while read -r _ _ _ _ point rest; do',
  'case "$rest" in *" - cgroup2 "*) c=$point; break;; esac;',
  'done < self/mountinfo;',
  `exec 8< "\${c:-/proc}";`,
  `exec nsenter --mount=/proc/self/fd/9 --wd=. node -e "$0" "$c"'`,
].join(' ')

/**
 * Reads what it is sent, and no more: requests follow in the same stream. It is
 * the key, the length of a pack in four bytes, and the pack: see compiled.ts.
 */
const BOOTSTRAP = `
globalThis.labsBootMs = performance.now();
const fs = require("node:fs"), vm = require("node:vm");
fs.closeSync(9);
globalThis.labsCgroups = [process.argv[1], fs.openSync("self/fd/8")];
fs.closeSync(8);
const take = (length) => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = fs.readSync(0, bytes, at, length - at, null);
    if (count === 0) process.exit(3);
    at += count;
  }
  return bytes;
};
globalThis.labsKey = take(${KEY_LENGTH}).latin1Slice();
const pack = take(take(4).readUInt32LE()), end = ${HEADER} + pack.readUInt32LE();
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
  const key = randomBytes(KEY_LENGTH / 2).toString('hex')
  const child = machine.spawn(`${IN_OWN_PROC} '${BOOTSTRAP}'`)
  const client = new AgentClient(child, key)
  try {
    // Node starts there while the agent is compiled here.
    const pack = await agentPack()
    const length = Buffer.alloc(4)
    length.writeUInt32LE(pack.length)
    client.sendRaw(Buffer.concat([Buffer.from(key), length, pack]))
    return client
  } catch (error) {
    client.abandon()
    throw error
  }
}

async function agentPack(): Promise<Buffer> {
  const entry = join(checkoutRoot(), 'checker/agent/main.ts')
  const { code } = await compileProgram(entry)
  return compiled(code, NAME).pack
}
