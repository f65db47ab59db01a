import t from 'tap'
import { SshEscape } from './ssh-escape.ts'

t.test('a ~ at the beginning of a line is meant as one', async (t) => {
  const tilde = new SshEscape()
  t.equal(tilde.meant('~.'), '~~.')
  t.equal(tilde.meant('~'), '~', 'within a line')
  t.equal(tilde.meant('\r'), '\r')
  t.equal(tilde.meant('~'), '~~', 'in another piece')
  t.equal(tilde.meant('~\n~~'), '~\n~~~')
})
