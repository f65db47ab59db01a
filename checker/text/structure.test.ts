import t from 'tap'
import { structureDifference } from './structure.ts'

t.test('structureDifference() accepts other words, same shape', async (t) => {
  const en = '# A\n\ntext\n\n- one\n- two\n\n```sh\nls\n```\n'
  const zh = '# 甲\n\n文字\n\n- 一\n- 二\n\n```sh\nls\n```\n'
  t.equal(structureDifference(en, zh), null)
})

t.test(
  'structureDifference() names the first block that differs',
  async (t) => {
    t.match(structureDifference('# A\n\ntext', '# 甲'), /paragraph.*nothing/)
    t.match(structureDifference('## A', '# 甲'), /"h2".*"h1"/)
    t.match(structureDifference('```sh\nls\n```', '```sh\nls -l\n```'), /ls -l/)
    t.match(structureDifference('- a\n- b', '- 甲'), /list of 2.*list of 1/)
  },
)

t.test('structureDifference() compares components, not words', async (t) => {
  const en =
    '---\ntitle: A\n---\n\n# A\n\n<Quiz :answer="2">\n\n<img alt="a">\n'
  const zh = en.replace('title: A', 'title: 甲').replace('alt="a"', 'alt="甲"')
  t.equal(structureDifference(en, zh), null)
  t.match(structureDifference(en, zh.replace('"2"', '"3"')), /Quiz.*Quiz/)
  t.match(structureDifference(en, zh.replace('Quiz', 'Quizz')), /Quizz/)
})

t.test('structureDifference() compares which source is shown', async (t) => {
  const snippet = (region: string) => `# A\n\n<<< @/../a.ts#${region}{ts}\n`
  t.equal(structureDifference(snippet('b'), snippet('b')), null)
  t.match(structureDifference(snippet('b'), snippet('c')), /#b.*#c/)
})
