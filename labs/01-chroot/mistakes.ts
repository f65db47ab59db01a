/**
 * Wrong edits of the reference, each as a student would make it, and the check
 * and diagnosis that have to answer. The gate tries every one.
 */
import type { Mistake } from '#checker/check.ts'

const ROOTFS = 'linux/rootfs.ts'
const PROCESS = 'linux/process.ts'
const DESCRIPTORS = 'linux/descriptors.ts'
const INHERITANCE = 'linux/inheritance.ts'
const BUNDLE = 'oci/bundle.ts'
const STATUS = 'oci/status.ts'
const FORWARD = 'oci/forward-signals.ts'
const CATCH = `  if (receivers.size === 0)
    for (const signal of signals) process.on(signal, tellAll)
`
const ESCAPE = 'attack/chroot-escape.ts'

const CHROOT = '  child.chroot(rootfs)\n'
const CHDIR = '  child.chdir(cwd)\n'
const SEARCH = ': searchPath(env).map('

export const mistakes: readonly Mistake[] = [
  {
    id: 'root-path-joined',
    title: 'root.path is put behind the bundle, even if it is absolute',
    file: BUNDLE,
    find: 'resolve(directory, spec.root.path)',
    replace: "resolve([directory, spec.root.path].join('/'))",
    check: 'exec.starts',
    diagnosis: 'NOT_STARTED',
  },
  {
    id: 'chroot-forgotten',
    title: 'the root is never changed',
    file: ROOTFS,
    find: CHROOT,
    replace: '',
    check: 'root.is-rootfs',
    diagnosis: 'ROOT_UNCHANGED',
  },
  {
    id: 'chdir-forgotten',
    title: 'chroot without chdir',
    file: ROOTFS,
    find: CHDIR,
    replace: '',
    check: 'root.cwd',
    diagnosis: 'CHDIR_FORGOTTEN',
  },
  {
    id: 'chdir-before-chroot',
    title: 'chdir comes before chroot',
    file: ROOTFS,
    find: CHROOT,
    replace: `  child.chdir(cwd)\n${CHROOT}  if (cwd) return\n`,
    check: 'root.cwd',
    diagnosis: 'CHDIR_BEFORE_CHROOT',
  },
  {
    id: 'cwd-ignored',
    title: 'chdir goes to "/" instead of process.cwd',
    file: ROOTFS,
    find: CHDIR,
    replace: "  child.chdir('/')\n",
    check: 'root.cwd',
    diagnosis: 'CWD_IGNORED',
  },
  {
    id: 'root-from-working-directory',
    title: 'a relative root.path is resolved against the working directory',
    file: BUNDLE,
    find: 'resolve(directory, spec.root.path)',
    replace: 'resolve(spec.root.path)',
    check: 'root.relative',
    diagnosis: 'ROOT_RELATIVE_TO_CWD',
  },
  {
    id: 'environment-of-host',
    title: 'the environment of the host is merged in',
    file: PROCESS,
    find: '  const { args, env } = process\n',
    replace: `  const { args } = process
  const env = [
    ...Object.entries(globalThis.process.env).map((pair) => pair.join('=')),
    ...process.env,
  ]
`,
    check: 'exec.env',
    diagnosis: 'ENV_FROM_HOST',
  },
  {
    id: 'environment-lost',
    title: 'the program gets no environment',
    file: PROCESS,
    find: '  child.execve(last, args, env)\n',
    replace: '  child.execve(last, args, [])\n',
    check: 'exec.env',
    diagnosis: 'ENV_WRONG',
  },
  {
    id: 'argv-without-name',
    title: 'the arguments begin after the name of the program',
    file: PROCESS,
    find: '  child.execve(last, args, env)\n',
    replace: '  child.execve(last, args.slice(1), env)\n',
    check: 'exec.argv',
    diagnosis: 'ARGV_WRONG',
  },
  {
    id: 'path-not-searched',
    title: 'the name of the program is taken for a path',
    file: PROCESS,
    find: "const places = name.includes('/')",
    replace: "const places = name !== ''",
    check: 'exec.path',
    diagnosis: 'PATH_NOT_SEARCHED',
  },
  {
    id: 'path-of-host',
    title: 'the program is searched in the PATH of the runtime',
    file: PROCESS,
    find: SEARCH,
    replace: ": (globalThis.process.env.PATH ?? '').split(':').map(",
    check: 'exec.path',
    diagnosis: 'PATH_OF_HOST',
  },
  {
    id: 'path-searched-on-host',
    title: 'the runtime looks for the program before the root is changed',
    file: PROCESS,
    find: SEARCH,
    replace: `: searchPath(env).filter((directory) => {
        const { existsSync } = globalThis.process.getBuiltinModule('node:fs')
        return existsSync([directory, name].join('/'))
      }).map(`,
    check: 'exec.path',
    diagnosis: 'PATH_SEARCHED_ON_HOST',
  },
  {
    id: 'streams-closed',
    title: '0, 1 and 2 keep the mark close-on-exec',
    file: DESCRIPTORS,
    find: '  for (const fd of STANDARD) child.fcntl(fd, F_SETFD, 0)\n',
    replace: '',
    check: 'exec.stdio',
    diagnosis: 'STDIO_CLOSED',
  },
  {
    id: 'descriptors-leak',
    title: 'descriptors of the caller stay open',
    file: DESCRIPTORS,
    find: '  child.close_range(STANDARD.length, LAST, CLOSE_RANGE_CLOEXEC)\n',
    replace: '',
    check: 'exec.descriptors',
    diagnosis: 'DESCRIPTOR_LEAK',
  },
  {
    id: 'descriptors-leak-high',
    title: 'only descriptors with low numbers are closed',
    file: DESCRIPTORS,
    find: 'const LAST = 0xffffffff',
    replace: 'const LAST = 64',
    check: 'exec.descriptors',
    diagnosis: 'DESCRIPTOR_LEAK',
  },
  {
    id: 'signals-ignored',
    title: 'what Node ignores stays ignored',
    file: INHERITANCE,
    find: '  recordSignals(child)\n',
    replace: '',
    check: 'exec.signals-reset',
    diagnosis: 'SIGNALS_IGNORED',
  },
  {
    id: 'signals-not-forwarded',
    title: 'a signal ends the runtime and not the container',
    file: FORWARD,
    find: CATCH,
    replace: '',
    check: 'exec.forwards-signals',
    diagnosis: 'SIGNALS_NOT_FORWARDED',
  },
  {
    id: 'container-outlives-runtime',
    title: 'the runtime dies of a signal and leaves its container behind',
    file: FORWARD,
    find: CATCH,
    replace: '',
    check: 'host.left-clean',
    diagnosis: 'LEFT_BEHIND',
  },
  {
    id: 'signals-swallowed',
    title: 'signals are caught and not passed on',
    file: FORWARD,
    find: '    const group = OF_TERMINALS',
    replace: '    if (child) return\n    const group = OF_TERMINALS',
    check: 'exec.forwards-signals',
    diagnosis: 'SIGNALS_SWALLOWED',
  },
  {
    id: 'status-lost',
    title: 'the runtime always ends with 0',
    file: STATUS,
    find: '      return ending.code\n',
    replace: '      return 0\n',
    check: 'exec.exit-status',
    diagnosis: 'STATUS_LOST',
  },
  {
    id: 'signal-status-raw',
    title: 'the number of the signal without the 128',
    file: STATUS,
    find: 'return 128 + signalNumber(ending.signal)',
    replace: 'return signalNumber(ending.signal)',
    check: 'exec.signal-status',
    diagnosis: 'SIGNAL_STATUS_RAW',
  },
  {
    id: 'signal-status-lost',
    title: 'a killed program counts as a plain failure',
    file: STATUS,
    find: 'return 128 + signalNumber(ending.signal)',
    replace: 'return 255',
    check: 'exec.signal-status',
    diagnosis: 'SIGNAL_STATUS_LOST',
  },
  {
    id: 'missing-is-1',
    title: 'a missing program is a plain failure',
    file: STATUS,
    find: "return ending.error === 'ENOENT' ? 127 : 126",
    replace: 'return 1',
    check: 'exec.missing',
    diagnosis: 'MISSING_NOT_127',
  },
  {
    id: 'not-executable-is-127',
    title: 'a file that may not be executed counts as missing',
    file: STATUS,
    find: "return ending.error === 'ENOENT' ? 127 : 126",
    replace: 'return 127',
    check: 'exec.not-executable',
    diagnosis: 'NOT_EXECUTABLE_NOT_126',
  },
  {
    id: 'escape-without-climb',
    title: 'the escape changes root and does not walk up',
    file: ESCAPE,
    find: "  for (let step = 0; step < climb; step++) program.chdir('..')\n",
    replace: '',
    check: 'escape.reads-secret',
    diagnosis: 'ESCAPE_STAYED_INSIDE',
  },
  {
    id: 'escape-steps-in',
    title: 'the escape goes into the new root before it walks up',
    file: ESCAPE,
    find: '  program.chroot(below)\n',
    replace: "  program.chroot(below)\n  program.chdir('/')\n",
    check: 'escape.reads-secret',
    diagnosis: 'ESCAPE_STAYED_INSIDE',
  },
]
