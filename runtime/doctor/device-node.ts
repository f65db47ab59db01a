import { S_IFBLK, S_IFCHR } from '../sys/constants/files.ts'
import { type Diagnosis, kernel, type Rule } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import { type Failure, numberArg } from './failure.ts'
import { hasCapability } from './privilege.ts'

/** The user namespace of the host; its number is fixed in the kernel. */
const FIRST_USER_NAMESPACE = 'user:[4026531837]'

const S_IFMT = 0o170000

function look(failure: Failure, { process }: Facts): Diagnosis | undefined {
  const type = Number(numberArg(failure, 2)) & S_IFMT
  const user = process.namespaces.user?.id
  if (type !== S_IFCHR && type !== S_IFBLK) return undefined
  if (user === undefined || user === FIRST_USER_NAMESPACE) return undefined
  if (!hasCapability(process, 'CAP_MKNOD')) return undefined
  return {
    code: 'DEVICE_IN_USER_NAMESPACE',
    evidence: [
      kernel(
        `${process.proc}/ns/user: ${user}, the host's is ${FIRST_USER_NAMESPACE}`,
      ),
    ],
    because:
      "A device node opens the host's device, so CAP_MKNOD counts in the first user namespace only",
    fix: 'Make an empty file, and bind the host\'s node on it: open_tree of "/dev/null" and move_mount',
    docs: ['mknod(2), "ERRORS"', 'user_namespaces(7), "Capabilities"'],
  }
}

export const deviceNodeRules: readonly Rule[] = [
  { syscalls: ['mknodat', 'mknod'], codes: ['EPERM'], look },
]
