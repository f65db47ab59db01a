import t from 'tap'
import { consoleHtml } from './.vitepress/markdown/console-blocks.ts'

/** What the button copies: the text without what is to be left out. */
const copied = (html: string) =>
  html
    .replace(/<span class="[^"]*vp-copy-ignore">[^<]*<\/span>/g, '')
    .replace(/<[^>]*>/g, '')

t.test('consoleHtml() tells commands from what they print', async (t) => {
  const html = consoleHtml('# echo a\na\n$ id -u\n1000\n')
  t.match(html, '<span class="command">echo a</span>')
  t.match(html, '<span class="line vp-copy-ignore">a\n</span>')
  t.equal(html.replace(/<[^>]*>/g, ''), '# echo a\na\n$ id -u\n1000\n')
})

t.test('consoleHtml() has commands alone to be copied', async (t) => {
  t.equal(copied(consoleHtml('# echo a\na\n#\n# id\n')), 'echo a\nid\n')
})

t.test('consoleHtml() escapes what HTML would read', async (t) => {
  t.match(consoleHtml('# cat <&9 && echo "<p>"'), 'cat &lt;&amp;9 &amp;&amp; ')
})
