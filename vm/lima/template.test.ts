import t from 'tap'
import { parse } from 'yaml'

import { provisionScript } from '../provision/provision.ts'
import { limaTemplate, limaYaml, RECIPE } from './template.ts'
import { faultsIn } from './test/schema.ts'

const OPTIONS = {
  share: '/Users/ada/my labs/work',
  writable: false,
  script: provisionScript(),
}

t.test('limaYaml() says nothing that Lima does not know', async (t) => {
  t.same(faultsIn(parse(limaYaml(OPTIONS))), [])
})

t.test('the table of keys finds what is wrong', async (t) => {
  const good = parse(limaYaml(OPTIONS))
  const faults = (change: object) => faultsIn({ ...good, ...change })
  t.same(faults({ mount: [] }), ['lima.yaml has an unknown key "mount"'])
  t.same(faults({ mounts: [{ location: '/a', writeable: true }] }), [
    'lima.yaml.mounts[0] has an unknown key "writeable"',
  ])
  t.same(faults({ cpus: '2' }), ['lima.yaml.cpus is no number'])
  t.same(faults({ memory: '2 gigabytes' }).length, 1)
  t.match(faults({ mounts: [{ location: '/a', mountPoint: '/usr' }] }), [
    /^lima\.yaml\.mounts\[0\]\.mountPoint is not like/,
  ])
  t.match(faults({ images: [{ arch: 'x86_64' }] }), [/has no "location"/])
  t.match(faults({ vmType: 'kvm' }), [/is none of qemu, vz, wsl2/])
  t.same(faultsIn({}), ['lima.yaml has no "images"'])
})

t.test('limaYaml() brings the script, whole and unchanged', async (t) => {
  const { provision } = parse(limaYaml(OPTIONS))
  t.same(provision, [{ mode: 'system', script: provisionScript() }])
})

t.test(
  'each architecture has an image with a digest, and then another',
  async (t) => {
    const { images } = limaTemplate(OPTIONS)
    for (const arch of ['x86_64', 'aarch64']) {
      const [first, ...others] = images.filter((image) => image.arch === arch)
      t.match(first?.digest, /^sha512:/)
      t.match(
        first?.location,
        new RegExp(arch === 'x86_64' ? 'amd64' : 'arm64'),
      )
      t.equal(others.length, 1)
    }
    const digests = images.flatMap(({ digest }) => digest ?? [])
    t.equal(new Set(digests).size, 2)
  },
)

t.test(
  'the share is read-only unless somebody wants it otherwise',
  async (t) => {
    const [mount] = limaTemplate(OPTIONS).mounts
    t.same(mount, {
      location: '/Users/ada/my labs/work',
      mountPoint: '/mnt/labs',
      writable: false,
    })
    const [other] = limaTemplate({ ...OPTIONS, writable: true }).mounts
    t.equal(other?.writable, true)
  },
)

t.test('no port of the machine is opened on this computer', async (t) => {
  const [rule, ...more] = limaTemplate(OPTIONS).portForwards
  t.same(rule, {
    guestIP: '0.0.0.0',
    guestPortRange: [1, 65535],
    proto: 'any',
    ignore: true,
  })
  t.same(more, [])
})

t.test('the recipe is that of what the machine is made from', async (t) => {
  const recipe = (change = {}) =>
    limaTemplate({ ...OPTIONS, ...change }).env[RECIPE]
  t.match(recipe(), /^[0-9a-f]{10}$/)
  t.equal(recipe(), recipe())
  t.not(recipe({ script: '#!/bin/sh\n' }), recipe())
  t.not(recipe({ share: '/elsewhere' }), recipe())
})

t.test(
  'limaTemplate() refuses a path that Lima would not take as it is',
  async (t) => {
    for (const share of ['labs/work', '/home/{{.User}}/labs']) {
      t.throws(() => limaTemplate({ ...OPTIONS, share }), {
        name: 'MachineError',
        message: /^Expected an absolute path/,
      })
    }
  },
)

t.test('a mirror of the npm registry is no other recipe', async (t) => {
  const environment = { LABS_NPM_REGISTRY: 'https://mirror.example/' }
  t.same(limaTemplate({ ...OPTIONS, environment }).env, {
    ...limaTemplate(OPTIONS).env,
    ...environment,
  })
})
