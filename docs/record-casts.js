#!/usr/bin/env node
/**
 * Record the demos that the site plays:
 *
 *     npm run docs:casts                   of all labs, in both languages
 *     npm run docs:casts -- 04 05.zh       of these, in these
 *
 * Each is played in the VM at the pace of a person, and takes as long. What broke on
 * the way is not kept: the recording that was there before stays.
 */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const casts = join(root, 'docs/public/demos')

const LANGUAGES = ['en', 'zh']

const say = (text) => process.stderr.write(`${text}\n`)

/** `04-cgroups.en`, for every demo that is written. */
function demos() {
  const labs = readdirSync(join(root, 'labs'))
  return labs.flatMap((lab) =>
    LANGUAGES.filter((language) =>
      existsSync(join(root, 'labs', lab, `demo.${language}.md`)),
    ).map((language) => `${lab}.${language}`),
  )
}

/** Whether somebody who types `04`, `04.zh` or the whole name means this one. */
function isMeant(demo, wish) {
  const [lab = '', language] = wish.split('.')
  return (
    demo.startsWith(lab) &&
    (language === undefined || demo.endsWith(`.${language}`))
  )
}

/** @returns Whether it was recorded, with every step as its script shows it. */
function record(demo, folder) {
  const [lab, language] = demo.split('.')
  const draft = join(folder, `${demo}.cast`)
  const line = ['demo', lab, '--auto', '--lang', language, '--record', draft]
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'labs/cli/bin.js'), ...line],
    {
      cwd: root,
      // Of the same size and colours, whoever's terminal this is.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, FORCE_COLOR: '1' },
    },
  )
  if (status === 0) renameSync(draft, join(casts, `${demo}.cast`))
  return status === 0
}

function madeIn(...path) {
  const folder = join(...path)
  mkdirSync(folder, { recursive: true })
  return folder
}

function main(wishes) {
  const wanted = demos().filter(
    (demo) => wishes.length === 0 || wishes.some((wish) => isMeant(demo, wish)),
  )
  if (wanted.length === 0) {
    say(`Expected some of: ${demos().join(' ')}`)
    return 2
  }
  madeIn(casts)
  // In the same file system, so that a recording is there whole or not at all.
  const folder = mkdtempSync(join(madeIn(root, '.cache'), 'casts-'))
  try {
    const broken = wanted.filter((demo) => !record(demo, folder))
    if (broken.length > 0) say(`Not recorded: ${broken.join(' ')}`)
    return broken.length > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

process.exitCode = main(process.argv.slice(2))
