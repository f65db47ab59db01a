import t from 'tap'

import {
  backportsOf,
  ofRelease,
  parseDeb822,
  parseOneLine,
  render,
} from './sources.ts'

const DEB822 = `Types: deb deb-src
# the main archive
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
Enabled: no
URIs: http://old.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://third.example/apt
Suites: nodistro
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----
`

t.test('parseDeb822() reads enabled binary sources', async (t) => {
  const sources = parseDeb822(DEB822)
  t.same(
    sources.map(({ uri, suite }) => `${uri} ${suite}`),
    [
      'http://mirror.example/debian bookworm',
      'http://mirror.example/debian bookworm-updates',
      'http://third.example/apt nodistro',
    ],
  )
  t.same(sources[0]?.components, ['main', 'contrib'])
  t.same(sources[0]?.options, { 'signed-by': '/usr/share/keyrings/debian.gpg' })
})

t.test('parseDeb822() leaves out a key written into the file', async (t) => {
  t.same(parseDeb822(DEB822).at(-1)?.options, {})
})

t.test('parseOneLine() reads options, components and comments', async (t) => {
  const text = `# deb http://off.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 Signed-By=/k.gpg] http://mirror.example/debian bookworm main contrib # why
deb http://mirror.example/security bookworm-security main
`
  t.same(parseOneLine(text), [
    {
      uri: 'http://mirror.example/debian',
      suite: 'bookworm',
      components: ['main', 'contrib'],
      options: { arch: 'amd64', 'signed-by': '/k.gpg' },
    },
    {
      uri: 'http://mirror.example/security',
      suite: 'bookworm-security',
      components: ['main'],
      options: {},
    },
  ])
})

t.test('ofRelease() leaves out what others publish', async (t) => {
  const suites = ofRelease(parseDeb822(DEB822), 'bookworm').map((s) => s.suite)
  t.same(suites, ['bookworm', 'bookworm-updates'])
})

t.test('backportsOf() keeps address, key and components', async (t) => {
  const own = ofRelease(parseDeb822(DEB822), 'bookworm')
  t.equal(
    render(backportsOf(own, 'bookworm')),
    'deb [signed-by=/usr/share/keyrings/debian.gpg] ' +
      'http://mirror.example/debian bookworm-backports main contrib\n',
  )
})

t.test('render() writes what parseOneLine() reads', async (t) => {
  const sources = parseDeb822(DEB822)
  t.same(parseOneLine(render(sources)), sources)
})
