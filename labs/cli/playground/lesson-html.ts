/**
 * A lesson as HTML, made on the server: the page itself has no way from a text to
 * markup. Markup within the Markdown is shown as it stands, and what a console shows
 * as typed gets a button that types it.
 */
import { Marked, type Tokens } from 'marked'

/** What the words of a button begin with: the command follows. */
export interface LessonWords {
  readonly type: string
}

/** Render a lesson. */
export function lessonHtml(markdown: string, words: LessonWords): string {
  const marked = new Marked({
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
      code: (token: Tokens.Code) => codeHtml(token, words),
      image: ({ text }: Tokens.Image) => escaped(text),
      link({ href, tokens }: Tokens.Link) {
        return linkHtml(href, this.parser.parseInline(tokens))
      },
      table(token: Tokens.Table) {
        const row = (tag: 'th' | 'td', cells: readonly Tokens.TableCell[]) =>
          `<tr>${cells
            .map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}`)
            .join('')}</tr>`
        const body = token.rows.map((cells) => row('td', cells)).join('')
        // Wider than the pane: it scrolls by itself, by key as well.
        return `<div class="wide" tabindex="0"><table><thead>${row('th', token.header)}</thead><tbody>${body}</tbody></table></div>`
      },
    },
  })
  return marked.parse(markdown, { async: false })
}

/** Out to the web in a tab of its own; what leads elsewhere in the course is text. */
function linkHtml(href: string, inner: string): string {
  if (!/^https?:\/\//.test(href)) return inner
  const address = escaped(href)
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${inner}</a>`
}

function codeHtml({ text, lang }: Tokens.Code, words: LessonWords): string {
  const isConsole = lang === 'console'
  const lines = isConsole
    ? text.split('\n').map((line) => consoleLine(line, words))
    : [escaped(text)]
  const kind = isConsole ? ' class="console"' : ''
  return `<pre${kind} tabindex="0"><code>${lines.join('\n')}</code></pre>\n`
}

function consoleLine(line: string, { type }: LessonWords): string {
  const [, prompt, command = ''] = /^([#$] )(.*)$/.exec(line) ?? []
  if (prompt === undefined) return escaped(line)
  const said = escaped(command)
  const label = escaped(`${type}: ${command}`)
  return (
    `<button type="button" class="type" data-command="${said}" aria-label="${label}" title="${escaped(type)}"></button>` +
    `<span class="prompt">${prompt}</span><span class="command">${said}</span>`
  )
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text that can stand anywhere in HTML, between quotes too. */
export const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
