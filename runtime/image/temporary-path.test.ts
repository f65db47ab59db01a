import t from 'tap'
import { temporaryPath } from './temporary-path.ts'

t.test('it is hidden, beside the path, and each time another', async (t) => {
  t.match(temporaryPath('/a/b.tar'), /^\/a\/\.b\.tar\.[0-9a-f]{12}$/)
  t.not(temporaryPath('/a/b.tar'), temporaryPath('/a/b.tar'))
})

t.test('no name of a file is too long for it', async (t) => {
  for (const letter of ['a', 'é', '层', '🐳']) {
    const name = letter.repeat(255 / Buffer.byteLength(letter))
    const bytes = Buffer.byteLength(temporaryPath(`/${name}`)) - 1
    t.ok(bytes <= 255, `${letter}: ${bytes} bytes`)
  }
})
