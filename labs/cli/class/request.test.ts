import t from 'tap'
import { labs } from '#labs/catalog.ts'
import { nameIn, reportIn } from './request.ts'

t.test('nameIn() takes a name and nothing else', async (t) => {
  t.equal(nameIn({ name: ' Ann ' }), 'Ann')
  const others = [null, 1, 'Ann', [], {}, { name: null }, { name: ['Ann'] }]
  for (const body of [...others, { name: ' ' }]) {
    t.equal(nameIn(body), null, JSON.stringify(body))
  }
})

t.test('reportIn() takes what our labs know', async (t) => {
  const results = [
    { check: 'root.cwd', verdict: 'fail', diagnosis: 'CHDIR_FORGOTTEN' },
    { check: 'exec.argv', verdict: 'pass', diagnosis: null },
    { check: 'exec.env', verdict: 'fail', diagnosis: '<img src=x>' },
    { check: 'exec.path', verdict: 'fail', diagnosis: 'toString' },
    { check: 'exec.stdio', verdict: 'perfect', diagnosis: null },
    { check: '__proto__', verdict: 'pass', diagnosis: null },
    { check: 'of.another-edition', verdict: 'pass' },
    { check: 7, verdict: 'pass' },
    null,
    'root.cwd',
  ]
  t.same(reportIn({ lab: '01-chroot', results }, labs), {
    lab: '01-chroot',
    results: {
      'root.cwd': ['fail', 'CHDIR_FORGOTTEN'],
      'exec.argv': ['pass', null],
      'exec.env': ['fail', null],
      'exec.path': ['fail', null],
    },
  })
})

t.test('reportIn() takes nothing that is no report', async (t) => {
  const results: unknown[] = []
  const others = [
    null,
    [],
    {},
    { lab: '01-chroot' },
    { lab: '01-chroot', results: {} },
    { lab: '99-nothing', results },
    { lab: '__proto__', results },
    { lab: 1, results },
  ]
  for (const body of others) {
    t.equal(reportIn(body, labs), null, JSON.stringify(body))
  }
})
