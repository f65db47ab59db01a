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
