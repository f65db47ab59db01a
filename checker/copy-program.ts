import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Bench, PROGRAMS } from './bench.ts'
import type { Part } from './check.ts'
import { guestArch } from './compiled.ts'
import { type Lab, partsOf } from './lab.ts'
import { expectSameProcessor } from './same-processor.ts'

/**
 * Put the files of the judged program into the guest; send what it lacks.
 *
 * @param lab Files of parts that it does not look at stay here.
 */
export async function copyProgram(bench: Bench, lab?: Lab): Promise<void> {
  const parts = lab && partsOf(lab)
  const isWanted = (part?: Part) => !part || (parts?.includes(part) ?? true)
  const wanted = bench.program.files.filter(({ part }) => isWanted(part))
  const files = await Promise.all(
    wanted.map(async ({ from, name, executable }) => {
      const content = await readFile(from)
      const sha256 = createHash('sha256').update(content).digest('hex')
      return { content, sha256, name, mode: executable ? 0o755 : 0o644 }
    }),
  )
  if (files.length === 0) return
  expectSameProcessor(bench.hello.arch, guestArch())
  const lacking = await bench.call('lacks', {
    sha256: files.map(({ sha256 }) => sha256),
  })
  await bench.call('write', {
    entries: files.map(({ content, sha256, name, mode }) => ({
      kind: 'blob' as const,
      path: `${PROGRAMS}/${name}`,
      sha256,
      mode,
      ...(lacking.includes(sha256)
        ? { base64: content.toString('base64') }
        : {}),
    })),
  })
}
