import t from 'tap'
import { lessonHtml } from './lesson-html.ts'

const html = (markdown: string) => lessonHtml(markdown, { type: 'Type' })

t.test('markup in a lesson is shown, not obeyed', async (t) => {
  for (const hostile of [
    '<img src=x onerror=alert(1)>',
    'text <b onclick="x">bold</b>',
    '<script>alert(1)</script>',
    '![<img src=x>](javascript:alert(1))',
    '`<img src=x>`',
    '```\n<img src=x>\n```',
    '```console\n# echo "<img src=x>"\n<img src=x>\n```',
    '| <img src=x> |\n| --- |\n| <img src=x> |',
  ]) {
    t.notMatch(html(hostile), /<(img|script|b)\b/, hostile)
  }
})

t.test('only addresses of the web become links', async (t) => {
  const link = html('[the manual](https://man7.org/a?b=1&c="x")')
  t.match(link, 'target="_blank" rel="noopener noreferrer">the manual</a>')
  for (const href of ['javascript:alert(1)', '../02/', 'data:text/html,x'])
    t.equal(html(`[text](${href})`), '<p>text</p>\n', href)
})

t.test('what a console shows as typed can be typed', async (t) => {
  const found = html('```console\n# echo "a<b"\na<b\n$ id\n```\n')
  t.match(found, 'data-command="echo &quot;a&lt;b&quot;"')
  t.match(found, 'aria-label="Type: id"')
  t.equal(found.match(/<button/g)?.length, 2)
  t.equal(html('```sh\n# no console\n```').match(/<button/g), null)
})
