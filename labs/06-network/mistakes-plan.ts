/** What goes wrong with addresses, and with what ADD tells. */
import type { Mistake } from '#checker/check.ts'

const IPAM = 'network/ipam.ts'

export const planMistakes: readonly Mistake[] = [
  {
    id: 'lease-of-the-gateway',
    title: 'the gateway’s address is given away',
    file: 'network/address-range.ts',
    find: '    if (!address.equals(gateway)) yield address\n',
    replace: '    if (gateway) yield address\n',
    check: 'ipam.range',
    diagnosis: 'LEASE_OUTSIDE',
  },
  {
    id: 'lease-always-first',
    title: 'nobody looks whether an address is leased',
    file: IPAM,
    find: '    if (!taken.has(formatIp(address))) return address\n',
    replace:
      '    if (taken) for (const first of addressesAfter(set, undefined)) return first\n',
    check: 'ipam.distinct',
    diagnosis: 'LEASED_TWICE',
  },
  {
    id: 'lease-without-lock',
    title: 'everybody may have the lock at the same time',
    file: 'network/lock.ts',
    find: 'const LOCK_EX = 2\n',
    replace: 'const LOCK_EX = 1\n',
    check: 'ipam.distinct',
    diagnosis: 'LEASED_TWICE',
  },
  {
    id: 'lease-round-again',
    title: 'when all are leased it begins again with the first',
    file: IPAM,
    find: "  throw new CniError(\n    'poolExhausted',",
    replace:
      "  for (const address of addressesAfter(set, last)) return address\n  throw new CniError(\n    'poolExhausted',",
    check: 'ipam.exhausted',
    diagnosis: 'POOL_OVERDRAWN',
  },
  {
    id: 'error-on-stderr',
    title: 'an error is told on standard error, where no runtime looks for it',
    file: 'cli/mini-cni.ts',
    find: '    printJson(errorResult(explain(error), config))\n',
    replace: '    console.error(errorResult(explain(error), config))\n',
    check: 'ipam.exhausted',
    diagnosis: 'POOL_OVERDRAWN',
  },
  {
    id: 'wish-not-read',
    title: 'nobody reads CNI_ARGS',
    file: 'network/serve.ts',
    find: 'parseConfig(json, request.addresses)',
    replace: 'parseConfig(json)',
    check: 'ipam.wish',
    diagnosis: 'WISH_IGNORED',
  },
  {
    id: 'wish-always-granted',
    title: 'who asks for an address gets it, whoever has it',
    file: IPAM,
    find: '  if (!lease) return address\n',
    replace: '  if (!lease || lease) return address\n',
    check: 'ipam.wish',
    diagnosis: 'WISH_IGNORED',
  },
  {
    id: 'result-of-the-host-end',
    title: 'the addresses are said to be at the host’s end',
    file: 'network/cni-result.ts',
    find: 'const CONTAINER = 2\n',
    replace: 'const CONTAINER = 1\n',
    check: 'ipam.result',
    diagnosis: 'RESULT_WRONG',
  },
]
