/**
 * Answers are checked against evidence: the right option of a quiz quotes what the
 * console below it shows, and what that shows is compared in the VM by the gate.
 */
import { marked, type Tokens } from 'marked'
import t from 'tap'
import { shownCommands } from '../labs/cli/gate/console.ts'
import { filePages, type Page } from './test/pages.ts'

const QUIZ =
  /^<Quiz :answer="(\d+)">\n\n(.*?)\n\n<template #why>\n\n(.*?)\n\n<\/template>\n\n<\/Quiz>$/gms

interface Quiz {
  readonly page: string
  readonly answer: number
  readonly question: string
  readonly why: string
}

function quizzesOf({ path, text }: Page): Quiz[] {
  return [...text.matchAll(QUIZ)].map(
    ([, answer = '', question = '', why = '']) => ({
      page: path,
      answer: Number(answer),
      question,
      why,
    }),
  )
}

function whatIsWrong({ answer, question, why }: Quiz): string | null {
  const blocks = marked.lexer(question)
  const lists = blocks.filter(
    (block): block is Tokens.List => block.type === 'list' && block.ordered,
  )
  if (lists.length !== 1) return 'has not one list of options'
  if (blocks[0]?.type !== 'paragraph') return 'begins with no question'
  const option = lists[0]?.items[answer - 1]
  if (option === undefined) return `has no option ${answer}`
  const literals = [...option.text.matchAll(/`([^`]+)`/g)].map((it) => it[1])
  if (literals.length === 0) return `option ${answer} quotes nothing`
  const shown = shownCommands(why).map(({ output }) => output.join('\n'))
  const isShown = literals.some((literal) =>
    shown.some((output) => output.includes(literal ?? '')),
  )
  return isShown ? null : `nothing shown has ${literals.join(' or ')}`
}

const pages = filePages()
const quizzes = pages.flatMap(quizzesOf)

t.test('every quiz has the form that can be checked', async (t) => {
  const begun = pages.flatMap(({ text }) => text.match(/^<Quiz\b/gm) ?? [])
  t.ok(begun.length > 0, 'there are quizzes')
  t.equal(quizzes.length, begun.length)
})

t.test('the right option of a quiz is what the console shows', async (t) => {
  for (const quiz of quizzes)
    t.equal(
      whatIsWrong(quiz),
      null,
      `${quiz.page}: ${quiz.question.split('\n')[0]}`,
    )
})
