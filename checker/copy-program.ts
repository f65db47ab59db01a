import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Bench, PROGRAMS } from './bench.ts'

/** Put the files of the judged program into the guest; send what it lacks. */
export async function copyProgram(bench: Bench): Promise<void> {
  const files = await Promise.all(
    bench.program.files.map(async ({ from, name, executable }) => {
      const content = await readFile(from)
      const sha256 = createHash('sha256').update(content).digest('hex')
      return { content, sha256, name, mode: executable ? 0o755 : 0o644 }
    }),
  )
  if (files.length === 0) return
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
