import t from 'tap'
import { optionsOf } from './overlay-options.ts'

const REST = 'redirect_dir=off,metacopy=off,index=off'

t.test('optionsOf() names the topmost lower directory first', async (t) => {
  const options = optionsOf({ lower: ['/a', '/b'], target: '/t' })
  t.equal(options, `lowerdir=/a:/b,${REST}`)
})

t.test('optionsOf() escapes what would end a name', async (t) => {
  const options = optionsOf({
    lower: ['/a:b', '/c,d', '/e\\f'],
    upper: '/u:,\\',
    work: '/w,',
    target: '/t:,',
  })
  const lower = 'lowerdir=/a\\:b:/c\\,d:/e\\\\f'
  t.equal(options, `${lower},upperdir=/u:\\,\\\\,workdir=/w\\,,${REST}`)
})
