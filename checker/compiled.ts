/**
 * A program that is compiled before it travels, so that nobody has to compile it
 * at each start; in an emulated guest that is a third of the time a start takes.
 *
 *     mini-runc.cjs    launcher, executable
 *     mini-runc.pack   length of the source │ source │ what V8 made of it
 *
 * Source and code are one file because V8 tells by the length alone whether they
 * belong together. Another version of Node refuses the code and reads the source;
 * for another processor there is no code in the pack.
 */
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

/** Bytes that hold the length of the source. */
export const HEADER = 8

/** On the line of the program's first, so that lines in stack traces are right. */
const WRAPPER = [
  '(function (exports, require, module, __filename, __dirname) {',
  '\n})',
] as const

const launcher = (name: string) => `#!/usr/bin/env node
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')
const pack = readFileSync(join(__dirname, '${name}.pack'))
const end = ${HEADER} + pack.readUInt32LE(0)
const source = pack.latin1Slice(${HEADER}, end)
const cachedData = pack.subarray(end)
const script = new Script(source, { filename: '${name}', cachedData })
script.runInThisContext()(exports, require, module, __filename, __dirname)
`

export interface Compiled {
  readonly launcher: string
  readonly pack: Buffer
}

/** Processor of the guest: that of `LABS_ARCH`, or this computer's. */
export const guestArch = () => process.env.LABS_ARCH || process.arch

/**
 * Compile all of a program, called or not.
 *
 * @param code CommonJS in ASCII, with or without a first line for the shell.
 * @param name What stack traces call it; the pack is to be `<name>.pack`, beside
 *   the launcher.
 * @param arch Processor of the guest.
 */
export function compiled(
  code: string,
  name: string,
  arch = guestArch(),
): Compiled {
  const source = code.replace(/^#!.*/, '')
  const wrapped = Buffer.from(WRAPPER.join(source), 'latin1')
  const header = Buffer.alloc(HEADER)
  header.writeUInt32LE(wrapped.length)
  const data = isOurKind(arch)
    ? codeOf(wrapped.toString('latin1'), name)
    : Buffer.alloc(0)
  return {
    launcher: launcher(name),
    pack: Buffer.concat([header, wrapped, data]),
  }
}

/**
 * Whether a guest can use what V8 makes here. V8 compares versions and flags and
 * no more; but its code calls built-in functions by numbers that each platform
 * gives anew. What it took from x86-64 on arm64 called others.
 */
function isOurKind(arch: string): boolean {
  return process.platform === 'linux' && arch === process.arch
}

function codeOf(source: string, filename: string): Buffer {
  // By itself V8 compiles a function when it is called for the first time.
  setFlagsFromString('--no-lazy')
  try {
    const script = new Script(source, { filename })
    // Code is refused where the flags are not those it was made with.
    setFlagsFromString('--lazy')
    return script.createCachedData()
  } finally {
    setFlagsFromString('--lazy')
  }
}
