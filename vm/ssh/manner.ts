/**
 * How commands are started on a host that is not the kit's own: as root, by
 * login or by sudo, and without a trace when they have ended.
 *
 *     [sudo -n] sh ─▶ setsid sh ─▶ the command
 *               │             └ notes its number, which is that of its group
 *               └ waits, and removes the note
 */
import { quoted } from '../host/quoted.ts'
import type { Manner } from './client.ts'

/** Only root may write here, and it is empty after each boot. */
const NOTES = '/run/labs-spawned-'

/** A note that is not there yet is waited for, in tenths of a second. */
const PATIENCE = 20

/**
 * @param sudo Whether whoever logs in becomes root with `sudo -n`.
 * @param owner Tells our notes from those of others on the same host.
 */
export function asRoot(sudo: boolean, owner: string): Manner {
  return {
    notes: `${NOTES}${owner}-`,
    wrapped: (command, note) => rootShell(noted(command, note), sudo),
    kill: (note) => rootShell(killNoted(note), sudo),
  }
}

/**
 * A script for root's `sh`, whatever shell the user has who logs in.
 *
 * @see sudo(8), -n: an error instead of a question for a password
 */
export function rootShell(script: string, sudo: boolean): string {
  return `exec ${sudo ? 'sudo -n ' : ''}/bin/sh -c ${quoted(script)}`
}

/**
 * The shell that waits is not the leader of a group, as the one of a connection
 * may be, so setsid(1) has no reason to fork.
 */
function noted(command: string, note: string): string {
  const inner = `cd /; echo $$ > ${note}\n${command}`
  return (
    `setsid /bin/sh -c ${quoted(inner)}; ` +
    `status=$?; rm -f ${note}; exit $status`
  )
}

function killNoted(note: string): string {
  return (
    `tries=0; until [ -s ${note} ] || [ $tries -ge ${PATIENCE} ]; do ` +
    'sleep 0.1; tries=$((tries + 1)); done; ' +
    `read group < ${note} && kill -s KILL -- -$group; rm -f ${note}`
  )
}

/**
 * A script that ends every command whose note begins so. First it asks: an
 * agent that is told to go cleans up behind itself.
 */
export function endNoted({ notes }: Pick<Manner, 'notes'>): string {
  return `for note in ${notes}*; do
  [ -s $note ] && read group < $note || continue
  kill -s TERM -- -$group || continue
  tries=0
  while kill -s 0 -- -$group && [ $tries -lt ${PATIENCE} ]; do
    sleep 0.1; tries=$((tries + 1))
  done
  kill -s KILL -- -$group
done 2> /dev/null
rm -f ${notes}*
`
}
