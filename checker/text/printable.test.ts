import t from 'tap'
import { printable } from './printable.ts'

t.test('printable() leaves nothing that a terminal obeys', async (t) => {
  t.equal(printable('a\u001b[31mb\u0007'), 'a?[31mb?')
  t.equal(printable('two\nlines\r\u2028'), 'two?lines??')
  t.equal(printable('\u009b2J'), '?2J', 'C1 controls too')
  t.equal(printable('txt\u202egpj'), 'txt?gpj', 'nor marks of direction')
})

t.test('printable() leaves words of any language', async (t) => {
  t.equal(printable('/mini-runc/容器 1_ü'), '/mini-runc/容器 1_ü')
})
