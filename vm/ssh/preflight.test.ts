import t from 'tap'

import { hostConsent, node, promptness } from './preflight.ts'

t.test('node() wants one that can run the agent', async (t) => {
  for (const version of ['v20.19.0', 'v20.20.1', 'v22.3.0', 'v24.0.0']) {
    t.match(node(version), { ok: true, found: version, remedy: null })
  }
  for (const version of ['v20.18.3', 'v18.20.4', 'v8.0.0']) {
    t.match(node(version), { ok: false, found: version, remedy: /Install/ })
  }
  t.match(node(null), { ok: false, found: 'no such program' })
})

t.test('promptness() warns of a slow shell, and lets it pass', async (t) => {
  t.match(promptness(33.4), { ok: true, found: /^33 ms/, remedy: null })
  t.match(promptness(300), { remedy: null })
  t.match(promptness(301), { ok: true, remedy: /~\/\.bashrc/ })
})

t.test('hostConsent() says how to give it', async (t) => {
  const settings = { host: 'board', config: null, disposable: false }
  t.match(hostConsent(settings), {
    ok: false,
    remedy: /LABS_SSH_DISPOSABLE=1.*labs vm use ssh board --disposable/,
  })
  t.equal(hostConsent({ ...settings, disposable: true }).ok, true)
})
