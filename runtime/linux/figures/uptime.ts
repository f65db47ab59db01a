/**
 * /proc/uptime as of a machine that was switched on when a container was born:
 * seconds since then, and seconds in which all processors together were idle.
 *
 * @param host The text of the host.
 * @param bornAt When that was, in seconds of the host.
 * @param cpus How many processors there are.
 * @see proc_uptime(5)
 */
export function uptimeFor(host: string, bornAt: number, cpus: number): string {
  const now = Number(host.split(' ')[0])
  const up = Math.max(now - bornAt, 0)
  return `${up.toFixed(2)} ${(up * cpus).toFixed(2)}\n`
}
