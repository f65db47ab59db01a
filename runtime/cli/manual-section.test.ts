import t from 'tap'
import { AT_FDCWD, O_PATH, RESOLVE_IN_ROOT } from '../sys/constants/files.ts'
import { MNT_DETACH, MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { Program } from '../sys/program.ts'
import { openHow } from '../sys/structs.ts'
import { manualSection } from './manual-section.ts'

function sectionOf(record: (program: Program) => void): string | undefined {
  const program = new Program()
  record(program)
  const [step] = program.steps
  return step && manualSection(step)
}

t.test('flags lead to the section about them', async (t) => {
  const how = openHow({ flags: O_PATH, resolve: RESOLVE_IN_ROOT })
  t.equal(
    sectionOf((program) => program.openat2(3, 'proc', how)),
    'openat2(2), "RESOLVE_IN_ROOT"',
  )
  t.equal(
    sectionOf((program) => program.umount2('.', MNT_DETACH)),
    'umount2(2), "MNT_DETACH"',
  )
  t.equal(
    sectionOf((program) =>
      program.mount(null, '/', null, MS_REC | MS_PRIVATE, null),
    ),
    'mount_namespaces(7), "SHARED SUBTREES"',
  )
})

t.test('other uses of the call do not', async (t) => {
  const how = openHow({ flags: O_PATH })
  const plain = (program: Program) => program.openat2(AT_FDCWD, '/proc', how)
  t.equal(sectionOf(plain), undefined)
  t.equal(
    sectionOf((program) => program.umount2('.', 0)),
    undefined,
  )
  t.equal(
    sectionOf((program) => program.chdir('/')),
    undefined,
  )
})
