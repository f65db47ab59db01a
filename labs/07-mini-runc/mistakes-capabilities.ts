/** What goes wrong with root in pieces. */
import type { Mistake } from '#checker/check.ts'

const CAPABILITIES = 'linux/capabilities.ts'
const RIGHTS = 'oci/process-rights.ts'

const DROP =
  '  for (const number of dropped) child.prctl(PR_CAPBSET_DROP, number)\n'
const KEEP = '  child.prctl(PR_SET_KEEPCAPS, 1)\n'
const BECOME = '  become()\n'
const NOTE_LEFT =
  "  child.note('Kept were those permitted; effective is none by now')\n"
const SET = '  child.capset(capabilityHeader(), capabilityData(sets))\n'
const RAISE = `  for (const number of ambient)
    child.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number)
`

export const capabilitiesMistakes: readonly Mistake[] = [
  {
    id: 'bounding-untouched',
    title: 'the bounding set stays as it was',
    file: CAPABILITIES,
    find: DROP,
    replace: '',
    check: 'capabilities.bounding',
    diagnosis: 'BOUNDING_NOT_REDUCED',
  },
  {
    id: 'bounding-too-small',
    title: 'what is in no other set is dropped from the bounding set',
    file: CAPABILITIES,
    find: 'own.bounding & ~sets.bounding',
    replace: 'own.bounding & ~(sets.permitted | sets.inheritable)',
    check: 'capabilities.bounding',
    diagnosis: 'BOUNDING_WRONG',
  },
  {
    id: 'inheritable-as-permitted',
    title: 'what is permitted is made inheritable as well',
    file: CAPABILITIES,
    find: 'capabilityData(sets)',
    replace: 'capabilityData({ ...sets, inheritable: sets.permitted })',
    check: 'capabilities.root',
    diagnosis: 'INHERITABLE_WRONG',
  },
  {
    id: 'bounding-after-user',
    title: 'the bounding set is reduced by who is not root any more',
    file: CAPABILITIES,
    find: `${DROP}  child.note('Who ceases to be root would lose the rest, too')\n${KEEP}${BECOME}${NOTE_LEFT}${SET}`,
    replace: `${KEEP}${BECOME}${SET}${DROP}`,
    check: 'capabilities.user',
    diagnosis: 'BOUNDING_TOO_LATE',
  },
  {
    id: 'nothing-kept',
    title: 'whoever ceases to be root loses all, and cannot take it back',
    file: CAPABILITIES,
    find: KEEP,
    replace: '',
    check: 'capabilities.user',
    diagnosis: 'RIGHTS_LOST_WITH_ROOT',
  },
  {
    id: 'ambient-never-raised',
    title: 'four of the five sets are set',
    file: CAPABILITIES,
    find: RAISE,
    replace: '',
    check: 'capabilities.user',
    diagnosis: 'AMBIENT_NOT_RAISED',
  },
  {
    id: 'ambient-before-inheritable',
    title: 'ambient ones are raised before they are inheritable',
    file: CAPABILITIES,
    find: `${BECOME}${NOTE_LEFT}`,
    replace: `${BECOME}${RAISE}${NOTE_LEFT}`,
    check: 'capabilities.user',
    diagnosis: 'AMBIENT_TOO_EARLY',
  },
  {
    id: 'root-keeps-all',
    title: 'the sets are for those who are not root',
    file: RIGHTS,
    find: '  if (capabilities)\n    takeCapabilities',
    replace: '  if (capabilities && isSomebody(user))\n    takeCapabilities',
    check: 'capabilities.deeds',
    diagnosis: 'FORBIDDEN_DEED',
  },
  {
    id: 'empty-means-all',
    title: 'an empty set is taken for one that nobody asked for',
    file: CAPABILITIES,
    find: 'return numbers.reduce((bits, number) => bits | bitOf(number), 0n)',
    replace: `if (numbers.length === 0) return everything(last)
  return numbers.reduce((bits, number) => bits | bitOf(number), 0n)`,
    check: 'capabilities.none',
    diagnosis: 'EMPTY_MEANS_ALL',
  },
  {
    id: 'unknown-is-an-error',
    title: 'a name that this kernel does not have stops the container',
    file: CAPABILITIES,
    find: '.map((name) => CAPABILITIES[name] ?? Infinity)',
    replace: `.map((name) => {
      const number = CAPABILITIES[name]
      if (number === undefined) throw new Error(\`Expected no "\${name}"\`)
      return number
    })`,
    check: 'capabilities.none',
    diagnosis: 'UNKNOWN_CAPABILITY',
  },
]
