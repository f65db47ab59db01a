// A program that is there and cannot be executed.
import { type Diagnosis, file, kernel, type Rule } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import { type Failure, textArg } from './failure.ts'
import { quoteMount } from './pivot-root.ts'

const ERRORS = 'execve(2), "ERRORS"'

function lookAtInterpreter(
  failure: Failure,
  { program, paths }: Facts,
): Diagnosis | undefined {
  if (!program?.interpreter || paths[0]?.walk.end !== 'found') return undefined
  if (program.interpreterWalk?.end === 'found') return undefined
  const isScript = program.format === 'script'
  return {
    code: isScript ? 'SCRIPT_INTERPRETER_MISSING' : 'LOADER_MISSING',
    evidence: [
      file(
        `"${textArg(failure, 0)}" is there and names "${program.interpreter}" (${isScript ? 'after #!' : 'PT_INTERP'})`,
      ),
      file(
        `"${program.interpreterWalk?.at}" is not there, inside the root filesystem`,
      ),
    ],
    because: isScript
      ? 'The kernel starts the interpreter that a script names, and does not find it'
      : 'A dynamically linked program is started by its loader, and that is looked up inside the root filesystem as well',
    fix: isScript
      ? 'Put the interpreter into the root filesystem, or correct the first line of the script'
      : 'Copy the loader and the libraries (ldd prints them) into the root filesystem, or take a program that is linked statically, as busybox-static is',
    docs: [
      isScript ? 'execve(2), "Interpreter scripts"' : 'ld.so(8)',
      'elf(5), "PT_INTERP"',
    ],
  }
}

function lookAtMount(_: Failure, facts: Facts): Diagnosis | undefined {
  const [path] = facts.paths
  const mount = facts.process.mounts.find(({ id }) => id === path?.mountId)
  if (!mount || !path?.mountFlags.includes('noexec')) return undefined
  return {
    code: 'PROGRAM_ON_NOEXEC',
    evidence: [quoteMount(facts, mount)],
    because: `The program lies on "${mount.point}", which is mounted noexec`,
    fix: 'Put the bundle on another filesystem, or mount this one with "exec"',
    docs: [ERRORS, 'mount(8), "noexec"'],
  }
}

function lookAtMode(failure: Failure, { paths }: Facts): Diagnosis | undefined {
  const [path] = paths
  const isDirectory = path?.kind === 'directory'
  if (!path?.kind || (!isDirectory && (path.mode & 0o111) !== 0))
    return undefined
  const mode = (path.mode & 0o7777).toString(8).padStart(4, '0')
  return {
    code: isDirectory ? 'PROGRAM_IS_DIRECTORY' : 'PROGRAM_NOT_EXECUTABLE',
    evidence: [
      file(`"${textArg(failure, 0)}" is a ${path.kind}, mode ${mode}`),
    ],
    because: isDirectory
      ? 'A directory cannot be executed'
      : 'Nobody may execute it, root neither, as long as no x is in its mode',
    fix: isDirectory
      ? 'Name the program in it: "process.args[0]"'
      : `chmod +x, in the root filesystem`,
    docs: [ERRORS, 'chmod(1)'],
  }
}

function lookAtFormat(
  failure: Failure,
  { program, machine }: Facts,
): Diagnosis | undefined {
  if (!program) return undefined
  const isOther = program.format === 'elf' && program.machine !== machine
  if (!isOther && program.format !== undefined) return undefined
  return {
    code: isOther ? 'PROGRAM_OF_OTHER_MACHINE' : 'PROGRAM_UNKNOWN_FORMAT',
    evidence: isOther
      ? [
          file(
            `"${textArg(failure, 0)}" is an ELF program for ${program.machine}`,
          ),
          kernel(`this machine is ${machine}`),
        ]
      : [
          file(
            `"${textArg(failure, 0)}" begins neither with "#!" nor with an ELF header`,
          ),
        ],
    because: isOther
      ? 'The kernel starts programs of its own processor only'
      : 'A shell would run it as a script of its own; the kernel does not know how',
    fix: isOther
      ? 'Take a root filesystem for this processor'
      : 'Begin the script with #! and an interpreter that is in the root filesystem',
    docs: [ERRORS, 'elf(5)'],
  }
}

const rule = (codes: readonly string[], look: Rule['look']): Rule => ({
  syscalls: ['execve'],
  codes,
  look,
})

export const programFileRules: readonly Rule[] = [
  rule(['ENOENT'], lookAtInterpreter),
  rule(['EACCES'], lookAtMount),
  rule(['EACCES'], lookAtMode),
  rule(['ENOEXEC'], lookAtFormat),
]
