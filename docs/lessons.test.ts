import t from 'tap'
import { insertPieces } from './.vitepress/lessons/insert.ts'
import { picturesOf } from './.vitepress/lessons/pictures.ts'
import { lessonPages } from './test/pages.ts'

const TEXT = '# A\n\none\n\ntwo\n\n## B\n\n```sh\n# no heading\n```\n\nthree\n'

t.test('insertPieces() puts a piece after the first paragraph', async (t) => {
  const text = insertPieces(TEXT, [{ heading: 1, markdown: '<P />' }])
  t.match(text, /three\n+<P \/>/)
  t.match(insertPieces(TEXT, [{ heading: 0, markdown: '<P />' }]), /one\n+<P/)
})

t.test('insertPieces() puts a piece at the end of a section', async (t) => {
  const piece = { heading: 0, atEnd: true, markdown: '<P />' }
  t.match(insertPieces(TEXT, [piece]), /two\n+<P \/>\n+## B/)
})

t.test('insertPieces() leaves out nothing', async (t) => {
  const text = insertPieces(TEXT, [{ heading: 1, markdown: '<P />' }])
  t.equal(text.replace(/\n*<P \/>\n*/, ''), TEXT.trimEnd())
})

t.test('insertPieces() wants a heading', async (t) => {
  const piece = { heading: 2, markdown: '<P />' }
  t.throws(() => insertPieces(TEXT, [piece]), /Expected a heading 2/)
})

t.test('picturesOf() names the heading that a lesson has lost', async (t) => {
  t.throws(() => picturesOf('01-chroot', '# A\n'), /"Step 3: escape"/)
})

t.test('every lesson says how to start it', async (t) => {
  for (const { path, text } of lessonPages()) {
    const id = path.split('/').at(-1)
    t.match(text, `\n\n\`\`\`sh\nnpx labs start ${id}\n\`\`\`\n`, path)
    t.match(text, `<SyscallTable lab="${id}" />`, path)
  }
})
