import t from 'tap'
import {
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_RDONLY,
  MS_PRIVATE,
  MS_SLAVE,
} from '../sys/constants/mounts.ts'
import { attributesOf, mountOptions } from './mount-options.ts'

const changesOf = (...options: string[]) => mountOptions(options).changes

t.test('attributes are set and cleared', async (t) => {
  t.same(changesOf('ro', 'nosuid', 'exec'), [
    {
      set: MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
      clear: MOUNT_ATTR_NOEXEC,
      isRecursive: false,
    },
  ])
  t.same(changesOf('bind', 'defaults', 'norelatime', 'size=4k'), [])
})

t.test(
  'of options that contradict each other the later one wins',
  async (t) => {
    const last = (set: number, clear: number) => [
      { set, clear, isRecursive: false },
    ]
    t.same(changesOf('ro', 'rw'), last(0, MOUNT_ATTR_RDONLY))
    t.same(changesOf('rw', 'ro'), last(MOUNT_ATTR_RDONLY, 0))
    t.same(changesOf('ro', 'rw', 'ro'), last(MOUNT_ATTR_RDONLY, 0))
    t.same(
      changesOf('strictatime', 'noatime'),
      last(MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME),
    )
    t.same(changesOf('noatime', 'relatime'), last(0, MOUNT_ATTR__ATIME))
  },
)

t.test('recursive changes come first, and later options win', async (t) => {
  const all = { set: MOUNT_ATTR_RDONLY, clear: 0, isRecursive: true }
  const top = { set: 0, clear: MOUNT_ATTR_RDONLY, isRecursive: false }
  t.same(changesOf('rro'), [all])
  t.same(changesOf('rro', 'rw'), [all, top])
  t.same(changesOf('rw', 'rro'), [all], 'what was said before has no effect')
  t.same(changesOf('rrw', 'rro'), [all])
})

t.test('a new mount begins with all attributes', async (t) => {
  const attributes = (...options: string[]) =>
    attributesOf(mountOptions(options))
  t.equal(
    attributes('ro', 'rnosuid', 'noatime'),
    MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOATIME,
  )
  t.equal(attributes('rro', 'rw'), 0)
})

t.test('the last propagation counts', async (t) => {
  const of = (...options: string[]) => mountOptions(options).propagation
  t.equal(of('ro'), undefined)
  t.same(of('private'), { propagation: MS_PRIVATE, isRecursive: false })
  t.same(of('private', 'rslave', 'ro'), {
    propagation: MS_SLAVE,
    isRecursive: true,
  })
})

t.test('everything else is for the filesystem', async (t) => {
  const { parameters } = mountOptions([
    'rnosuid',
    'newinstance',
    'size=64k',
    'opt=a=b',
    'empty=',
    'sync',
    'ro',
    'silent',
  ])
  t.same(parameters, [
    { key: 'newinstance' },
    { key: 'size', value: '64k' },
    { key: 'opt', value: 'a=b' },
    { key: 'empty', value: '' },
    { key: 'sync' },
    { key: 'ro' },
  ])
})

t.test('rbind takes along what is below', async (t) => {
  t.equal(mountOptions(['bind']).isRecursive, false)
  t.equal(mountOptions(['rbind']).isRecursive, true)
  t.equal(mountOptions(['bind', 'rbind']).isRecursive, true)
  t.equal(mountOptions([]).isRecursive, false)
})
