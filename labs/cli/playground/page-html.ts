/**
 * The page itself: places that its program fills, and the lesson, which is text of
 * the course and the only thing here that is written as HTML.
 */
import type { Language, Text } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { PLAYGROUND_PAGE_MESSAGES as WORDS } from '../messages-playground.ts'
import { escaped, lessonHtml } from './lesson-html.ts'

export interface PageHtmlOptions {
  readonly language: Language
  readonly labs: readonly Pick<Lab, 'id' | 'title'>[]
  readonly lab: Pick<Lab, 'id' | 'title'> | null
  /** Markdown; `null` where there is none. */
  readonly lesson: string | null
  /** Without it the browser takes no style element. */
  readonly nonce: string
}

/** The page, in one language. */
export function pageHtml(options: PageHtmlOptions): string {
  const { language, labs, lab, lesson, nonce } = options
  const word = (text: Text) => escaped(text[language])
  const option = (id: string, name: string) =>
    `<option value="${escaped(id)}"${id === (lab?.id ?? '') ? ' selected' : ''}>${name}</option>`
  const choices = [
    option('', word(WORDS['play.noLab'])),
    ...labs.map(({ id, title }) =>
      option(id, `${escaped(id.slice(0, 2))} · ${word(title)}`),
    ),
  ]
  const text =
    lesson === null
      ? `<p>${word(WORDS['play.noLesson'])}</p>`
      : lessonHtml(lesson, { type: WORDS['play.type'][language] })
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}" data-lab="${escaped(lab?.id ?? '')}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${word(WORDS['play.title'])} · labs</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css" nonce="${escaped(nonce)}">
<script type="module" src="/page.js"></script>
<header>
  <h1><img src="/icon.svg" alt="" width="26" height="26"> <span class="brand">labs</span> <span>${word(WORDS['play.title'])}</span></h1>
  <label class="lab"><span class="hidden">${word(WORDS['play.lab'])}</span><select id="lab">${choices.join('')}</select></label>
  <div id="status"></div>
  <div id="controls"></div>
</header>
<nav id="switch"></nav>
<main>
  <section id="left" class="pane" tabindex="-1" aria-label="${word(WORDS['play.lesson'])}">
    <div id="left-tabs"></div>
    <div id="lesson" class="body prose" role="tabpanel" tabindex="0" aria-label="${word(WORDS['play.lesson'])}"${lab === null ? ' hidden' : ''}><article>${text}</article></div>
    <div id="checks" class="body" role="tabpanel" tabindex="0" aria-label="${word(WORDS['play.checks'])}" hidden></div>
    <div id="sandbox" class="body" role="tabpanel" tabindex="0" aria-label="${word(WORDS['play.sandbox'])}"${lab === null ? '' : ' hidden'}></div>
  </section>
  <div id="split-left" class="split"></div>
  <section id="middle" class="pane" tabindex="-1" aria-label="${word(WORDS['play.terminal'])}">
    <div id="terminal-head"></div>
    <div id="terminal"></div>
    <div id="change"></div>
  </section>
  <div id="split-right" class="split"></div>
  <section id="right" class="pane" tabindex="-1" aria-label="${word(WORDS['play.pictures'])}">
    <div id="picture-tabs"></div>
    <div id="picture" class="body" role="tabpanel" tabindex="0" aria-label="${word(WORDS['play.pictures'])}"></div>
    <div id="picture-foot"></div>
  </section>
</main>
</html>
`
}
