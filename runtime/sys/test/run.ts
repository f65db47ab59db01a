import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '../backend.ts'
import { Program } from '../program.ts'
import { type Child, type Exit, type SpawnOptions, spawn } from '../spawn.ts'

/** The back-end the tests are about; they are run once for each. */
export const BACKEND = (process.env.SPAWN_BACKEND ?? 'code') as Backend

/** Start a program with the back-end under test. */
export function start(program: Program, options: SpawnOptions = {}): Child {
  return spawn(program, { backend: BACKEND, ...options })
}

/** A program that executes a line of shell. */
export function shell(line: string): Program {
  const program = new Program()
  program.execve('/bin/sh', ['sh', '-c', line], ['PATH=/usr/bin:/bin'])
  return program
}

/** What a program wrote, and how it ended. */
export interface Outcome extends Exit {
  readonly stdout: string
}

let count = 0

/** Run a program to its end and read what it wrote to descriptor 1. */
export async function run(
  program: Program,
  options: SpawnOptions = {},
): Promise<Outcome> {
  const path = join(tmpdir(), `sys-test-${process.pid}-${count++}`)
  const fd = openSync(path, 'wx+')
  try {
    const child = start(program, { stdio: [0, fd, 2], ...options })
    await child.started
    const exit = await child.exited
    return { ...exit, stdout: readFileSync(path, 'utf8') }
  } finally {
    closeSync(fd)
    rmSync(path)
  }
}
