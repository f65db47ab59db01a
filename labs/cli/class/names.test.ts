import t from 'tap'
import { freeName, tidyName } from './names.ts'

t.test('tidyName() leaves what can be read', async (t) => {
  const names = {
    Ann: 'Ann',
    '  Ann \n Lee\t': 'Ann Lee',
    王小明: '王小明',
    'Zoe\u0308': 'Zo\u00eb',
    '<b>Ann</b>': '<b>Ann</b>',
    'Ann\u202egnp.exe': 'Anngnp.exe',
    'A\u200bn\u0000n\u001b[31m': 'Ann[31m',
    [`Z${'\u0336'.repeat(50)}o`]: 'Z\u0336\u0336o',
  }
  for (const [text, name] of Object.entries(names)) {
    t.equal(tidyName(text), name, JSON.stringify(text))
  }
})

t.test('tidyName() cuts at whole characters', async (t) => {
  t.equal(tidyName('x'.repeat(100_000)), 'x'.repeat(40))
  t.equal(tidyName('🦊'.repeat(100)), '🦊'.repeat(40))
})

t.test('tidyName() takes nothing for no name', async (t) => {
  const nothing = ['', ' ', '\n', '\u200b\u2060', '\u3164', '\ud800', '\u2800']
  for (const text of nothing)
    t.equal(tidyName(text), null, JSON.stringify(text))
})

t.test('freeName() numbers names that look alike', async (t) => {
  t.equal(freeName('Ann', []), 'Ann')
  t.equal(freeName('Ann', ['Bo']), 'Ann')
  t.equal(freeName('Ann', ['ann']), 'Ann 2')
  t.equal(freeName('Ann', ['Ann', 'Ann 2']), 'Ann 3')
  t.equal(freeName('\uff21nn', ['Ann']), '\uff21nn 2')
})
