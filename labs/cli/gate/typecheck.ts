import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What tsc says of a folder that contains `runtime/`; `null` when nothing. */
export async function typecheck(
  root: string,
  folder: string,
  options: Readonly<Record<string, boolean>> = {},
): Promise<string | null> {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: options,
    include: ['runtime'],
    exclude: [],
  }
  const project = join(folder, 'tsconfig.json')
  await writeFile(project, JSON.stringify(config))
  const tsc = spawn(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', project],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder },
  )
  let output = ''
  tsc.stdout.on('data', (chunk) => {
    output += chunk
  })
  const status = await new Promise((resolve) => tsc.on('close', resolve))
  return status === 0 ? null : output.trim().slice(0, 2000)
}
