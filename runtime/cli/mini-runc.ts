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
    // #region lab-07
    case 'create':
      return (await import('./create.ts')).create(request)
    case 'start':
      return (await import('./start.ts')).start(request)
    case 'list':
      return (await import('./list.ts')).list(request)
    case 'features':
      return (await import('./features.ts')).features()
    // #endregion lab-07
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
  let request: Request | undefined
  try {
    request = parseCommandLine(args)
    return await execute(request)
  } catch (error) {
    say(describeError('mini-runc', error))
    // #region lab-07
    if (request?.log) (await import('./log.ts')).log(request, error)
    // #endregion lab-07
    return FAILED
  }
}

main(process.argv.slice(2)).then((status) => {
  // At once: to take the engine apart first would take longer than a container.
  process.exit(status)
})
