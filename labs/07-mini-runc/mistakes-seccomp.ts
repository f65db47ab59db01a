/** What goes wrong with filters of system calls. */
import type { Mistake } from '#checker/check.ts'

const LOAD = 'linux/seccomp/load.ts'
const FILTER = 'linux/seccomp/filter.ts'
const CONDITION = 'linux/seccomp/condition.ts'
const ANSWERS = 'linux/seccomp/answers.ts'
const INTERVALS = 'linux/seccomp/intervals.ts'
const ARCHITECTURES = 'linux/seccomp/architectures.ts'
const PARSE = 'spec/parse-seccomp.ts'
const RIGHTS = 'oci/process-rights.ts'

const DUE = "noNewPrivileges ? 'at last' : 'still privileged'"
const FLAGS = '  const flags = flagsOf(profile)\n'

const loadMistakes: readonly Mistake[] = [
  {
    id: 'filter-never-loaded',
    title: 'the filter is made and never given to the kernel',
    file: LOAD,
    find: '  child.seccomp(SECCOMP_SET_MODE_FILTER, flags, sockFprog(profile))\n',
    replace: '',
    check: 'seccomp.mode',
    diagnosis: 'FILTER_MISSING',
  },
  {
    id: 'filter-always-late',
    title: 'the filter is always the last thing before execve',
    file: LOAD,
    find: DUE,
    replace: "noNewPrivileges ? 'at last' : 'at last'",
    check: 'seccomp.mode',
    diagnosis: 'FILTER_WITHOUT_RIGHT',
  },
  {
    id: 'filter-always-early',
    title: 'the filter is always loaded while there are rights',
    file: LOAD,
    find: DUE,
    replace: "noNewPrivileges ? 'still privileged' : 'still privileged'",
    check: 'seccomp.mode',
    diagnosis: 'FILTER_TOO_EARLY',
  },
  {
    id: 'no-new-privs-always',
    title: 'no_new_privs is set whether it is asked for or not',
    file: RIGHTS,
    find: 'if (noNewPrivileges) refuseNewPrivileges(child)',
    replace: 'refuseNewPrivileges(child)',
    check: 'seccomp.mode',
    diagnosis: 'NO_NEW_PRIVS_UNASKED',
  },
  {
    id: 'filter-brings-no-new-privs',
    title: 'whoever loads a filter sets no_new_privs first, as libraries do',
    file: LOAD,
    find: FLAGS,
    replace: `  child.prctl(38, 1)\n${FLAGS}`,
    check: 'seccomp.no-new-privs',
    diagnosis: 'NO_NEW_PRIVS_UNASKED',
  },
  {
    id: 'unknown-call-is-an-error',
    title: 'a name that this kernel does not have stops the container',
    file: ARCHITECTURES,
    find: 'return number === undefined ? [] : [{ number }]',
    replace: `if (number === undefined) throw new Error(\`Expected no "\${name}"\`)
    return [{ number }]`,
    check: 'seccomp.mode',
    diagnosis: 'UNKNOWN_CALL_REFUSED',
  },
  {
    id: 'unknown-action-ignored',
    title: 'a word that nobody knows is taken for another',
    file: PARSE,
    find: '?? value.fail(wanted)',
    replace: '?? (words.at(-2) as Word)',
    check: 'seccomp.refused',
    diagnosis: 'UNKNOWN_ACTION_ACCEPTED',
  },
]

export const seccompMistakes: readonly Mistake[] = [
  ...loadMistakes,
  {
    id: 'errno-forgotten',
    title: 'the number beside an action is left out',
    file: ANSWERS,
    find: '(hasNumber ? errnoRet : 0)',
    replace: '(hasNumber ? 0 : 0)',
    check: 'seccomp.errors',
    diagnosis: 'ERRNO_WRONG',
  },
  {
    id: 'log-traces',
    title: 'a call that is to be logged is handed to a tracer',
    file: ANSWERS,
    find: 'SCMP_ACT_LOG: 0x7ffc_0000',
    replace: 'SCMP_ACT_LOG: 0x7ff0_0000',
    check: 'seccomp.errors',
    diagnosis: 'ACTION_WRONG',
  },
  {
    id: 'trap-fails',
    title: 'a call that is to trap gives an error',
    file: ANSWERS,
    find: 'SCMP_ACT_TRAP: 0x0003_0000',
    replace: 'SCMP_ACT_TRAP: 0x0005_0000',
    check: 'seccomp.kills',
    diagnosis: 'ACTION_WRONG',
  },
  {
    id: 'upper-half-ignored',
    title: 'arguments are compared by their lower 32 bits',
    file: CONDITION,
    find: 'if (!isNarrow) {',
    replace: 'if (isNarrow) {',
    check: 'seccomp.operators',
    diagnosis: 'HALF_COMPARED',
  },
  {
    id: 'le-is-lt',
    title: '“less or equal” does without “equal”',
    file: CONDITION,
    find: "SCMP_CMP_LE: ['jgt', true]",
    replace: "SCMP_CMP_LE: ['jge', true]",
    check: 'seccomp.operators',
    diagnosis: 'OPERATOR_WRONG',
  },
  {
    id: 'any-condition',
    title: 'one condition of a rule is enough',
    file: INTERVALS,
    find: '  if (indexes.size === args.length) return [[...args]]\n',
    replace: '  if (indexes.size < 2) return [[...args]]\n',
    check: 'seccomp.rules',
    diagnosis: 'CONDITIONS_NOT_JOINED',
  },
  {
    id: 'last-rule-only',
    title: 'of several rules for a call the last one counts',
    file: INTERVALS,
    find: 'const decision = found.get(number) ?? { rules: [], otherwise }',
    replace: 'const decision = { rules: [] as Rule[], otherwise }',
    check: 'seccomp.rules',
    diagnosis: 'RULE_FORGOTTEN',
  },
  {
    id: 'default-errno-ignored',
    title: 'what is not in the list always gives EPERM',
    file: ANSWERS,
    find: 'return answerOf({ action, ...(errnoRet !== undefined && { errnoRet }) })',
    replace: 'return answerOf({ action })',
    check: 'seccomp.profile',
    diagnosis: 'DEFAULT_ERRNO_WRONG',
  },
  {
    id: 'arguments-ignored',
    title: 'a rule with conditions counts without them',
    file: INTERVALS,
    find: 'alternativesOf(rule.args ?? [])',
    replace: 'alternativesOf([])',
    check: 'seccomp.profile',
    diagnosis: 'FORBIDDEN_CALL_PASSES',
  },
  {
    id: 'ne-is-eq',
    title: '“not equal” is taken for “equal”',
    file: CONDITION,
    find: "SCMP_CMP_NE: ['jeq', true]",
    replace: "SCMP_CMP_NE: ['jeq', false]",
    check: 'seccomp.profile',
    diagnosis: 'PROFILE_TOO_STRICT',
  },
  {
    id: 'other-door-open',
    title: 'calls of programs that the profile does not know are allowed',
    file: FILTER,
    find: 'filter.ret(KILL_PROCESS)',
    replace: 'filter.ret(KILL_PROCESS ? 0x7fff_0000 : 0)',
    check: 'seccomp.architectures',
    diagnosis: 'OTHER_ENTRY_OPEN',
  },
  {
    id: 'own-door-only',
    title: 'of the architectures only that of the machine is taken',
    file: ARCHITECTURES,
    find: 'others.filter((name) => listed.includes(name))',
    replace: 'others.filter((name) => listed.length < 0 && name)',
    check: 'seccomp.architectures',
    diagnosis: 'LISTED_ENTRY_CLOSED',
  },
]
