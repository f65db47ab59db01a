import t from 'tap'
import { createMarkdownRenderer } from 'vitepress'
import { chineseBreaks, joins } from './.vitepress/markdown/chinese-breaks.ts'

t.test('a break between Chinese characters is no space', async (t) => {
  t.equal(joins('照样', '能用'), true)
  t.equal(joins('容器，', '照样'), true)
  t.equal(joins('fork。', '需要'), true)
  t.equal(joins('限制的是 fork', '需要'), false)
  t.equal(joins('limits', 'bite'), false)
})

t.test('on a page, past emphasis and up to code', async (t) => {
  const md = await createMarkdownRenderer('.')
  md.use(chineseBreaks)
  const html = async (text: string) => md.render(text)
  t.match(await html('容器，\n照样'), '容器，照样')
  t.match(await html('再移进去\n*之前*的'), '再移进去<em>之前</em>的')
  t.match(await html('写进\n`cgroup.procs`'), /写进\n<code/)
  t.match(await html('one\ntwo'), 'one\ntwo')
})
