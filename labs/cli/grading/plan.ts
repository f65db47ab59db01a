/**
 * What there is to grade, written down, so that the tasks of a scheduler, which
 * start at other times on other computers, count in the same way.
 *
 *     OUT/plan.json    {"schema": "labs.plan/v1", "tasks": [ … ]}
 *
 * Task K is the K-th, from 1. Paths are relative to OUT: a folder that is shared
 * may have another name elsewhere.
 */
import { join, relative, resolve } from 'node:path'
import { textIfThere } from '#vm/host/text-if-there.ts'
import type { HandIn } from './collect.ts'
import { put } from './records.ts'

interface Plan {
  readonly schema: 'labs.plan/v1'
  readonly tasks: readonly HandIn[]
}

const fileOf = (out: string) => join(out, 'plan.json')

export function writePlan(out: string, tasks: readonly HandIn[]): void {
  const plan: Plan = {
    schema: 'labs.plan/v1',
    tasks: tasks.map((task) => ({ ...task, file: relative(out, task.file) })),
  }
  put(fileOf(out), `${JSON.stringify(plan, null, 2)}\n`)
}

/** The tasks of a plan, with absolute paths; `null` if there is no plan. */
export function readPlan(out: string): readonly HandIn[] | null {
  const text = textIfThere(fileOf(out))
  if (text === null) return null
  const { tasks } = JSON.parse(text) as Plan
  return tasks.map((task) => ({ ...task, file: resolve(out, task.file) }))
}
