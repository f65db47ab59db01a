/**
 * What the page is sent: how one lab stands in the class. For a projector there is
 * nothing of any one person in it.
 *
 *     { "lab": {…}, "labs": […], "joinLine": "labs join …", "isKept": true,
 *       "people": 7, "rows": [{ "name": "Ann", "cells": [["fail", "CHROOT_ONLY"], null] }],
 *       "sums": [{ "pass": 3, "fail": 4 }], "stuck": [{…}] }
 */
import type { Text, Verdict } from '#checker/check.ts'

/** What a check said last of somebody's work, and the code of the mistake it knows. */
export type Finding = readonly [verdict: Verdict, diagnosis: string | null]

export interface LabHeads {
  readonly id: string
  readonly title: Text
  readonly checks: readonly { readonly id: string; readonly title: Text }[]
}

export interface Row {
  readonly name: string
  /** One for each check of the lab, in its order; `null`: not looked at yet. */
  readonly cells: readonly (Finding | null)[]
}

/** How many have this verdict; who is in none has not got that far. */
export type Sums = Readonly<Partial<Record<Verdict, number>>>

export interface StuckGroup {
  /** `null` if what the kernel showed fits no mistake that is known. */
  readonly diagnosis: string | null
  readonly check: string
  /** What the mistake is called; of a mistake that is not known, the check. */
  readonly title: Text
  readonly count: number
  /** Who has been there longest comes first. Nobody, for a projector. */
  readonly people: readonly {
    readonly name: string
    readonly minutes: number
  }[]
}

export interface ClassView {
  readonly lab: LabHeads
  readonly labs: readonly { readonly id: string; readonly title: Text }[]
  /** What students type. */
  readonly joinLine: string
  /** Whether what happens is still written to disk. */
  readonly isKept: boolean
  readonly people: number
  /** Nobody, for a projector. */
  readonly rows: readonly Row[]
  /** One for each check of the lab. */
  readonly sums: readonly Sums[]
  readonly stuck: readonly StuckGroup[]
}
