// mini-runc: run containers from OCI bundles, with the command line of runc.
// Each command is loaded when it is called for: a container should not wait
// until the code that prints help is there.
import { parseCommandLine } from './command-line.ts'
import { print, say } from './output.ts'
import { describeError, FAILED } from './report.ts'
import type { Request } from './request.ts'

const VERSION = 'mini-runc version 0.1.0\nspec: 1.2.0\n'

async function execute(request: Request): Promise<number> {
  switch (request.command) {
    case 'run':
      return (await import('./run.ts')).run(request)
    // #region lab-02
    case 'exec':
      return (await import('./exec.ts')).exec(request)
    case 'ps':
      return (await import('./ps.ts')).ps(request)
    case 'state':
      return (await import('./state.ts')).state(request)
    // #endregion lab-02
    // #region lab-04
    case 'delete':
      return (await import('./delete.ts')).remove(request)
    case 'events':
      return (await import('./events.ts')).events(request)
    case 'kill':
      return (await import('./kill.ts')).kill(request)
    case 'pause':
    case 'resume':
      return (await import('./freeze.ts')).freeze(request)
    case 'update':
      return (await import('./update.ts')).update(request)
    // #endregion lab-04
    case 'spec':
      return (await import('./spec.ts')).spec(request)
    case 'version':
      print(VERSION)
      return 0
    case 'help':
      print((await import('./help.ts')).HELP)
      return 0
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await execute(parseCommandLine(args))
  } catch (error) {
    say(describeError('mini-runc', error))
    return FAILED
  }
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
