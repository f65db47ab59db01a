import t from 'tap'

import { PROVIDER_NAMES } from './provider.ts'
import { chooseProvider, chooseWithReason, makeProvider } from './providers.ts'
import { NO_SETTINGS } from './settings.ts'

t.test('every name has a provider of that name', async (t) => {
  for (const name of PROVIDER_NAMES) {
    t.equal(makeProvider(name, {}, NO_SETTINGS).name, name)
    t.equal(chooseProvider({ LABS_PROVIDER: name }).name, name)
  }
})

t.test('chooseWithReason() heeds what is remembered', async (t) => {
  const settings = { ...NO_SETTINGS, provider: 'vagrant' } as const
  const { provider, choice } = chooseWithReason({}, undefined, settings)
  t.equal(provider.name, 'vagrant')
  t.equal(choice.by, 'remembered')
  const named = chooseWithReason({}, 'local', settings)
  t.equal(named.provider.name, 'local')
})

t.test('chooseProvider() refuses what is no provider', async (t) => {
  t.throws(() => chooseProvider({ LABS_PROVIDER: 'xen' }), {
    name: 'RequirementError',
  })
})
