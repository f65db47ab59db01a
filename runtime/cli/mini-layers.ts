// mini-layers: what an image is made of, as directories and as archives.
// Each command is loaded when it is called for.
import { type LayersRequest, parseLayersLine } from './layers-line.ts'
import { untilSignal } from './layers-signals.ts'
import { print, say } from './output.ts'
import { describeError, FAILED } from './report.ts'

const VERSION = 'mini-layers version 0.1.0\nspec: 1.1.0\n'

async function execute(
  request: LayersRequest,
  stop: AbortSignal,
): Promise<number> {
  switch (request.command) {
    case 'mount':
      ;(await import('../linux/overlay.ts')).mountOverlay(request)
      return 0
    case 'umount':
      ;(await import('../linux/overlay.ts')).unmountOverlay(request.target)
      return 0
    case 'diff':
      return (await import('./layers-diff.ts')).diff(request)
    case 'commit':
      return (await import('./layers-commit.ts')).commit(request, stop)
    case 'unpack':
      return (await import('./layers-unpack.ts')).unpack(request, stop)
    case 'init':
      ;(await import('../image/init-layer.ts')).makeInitLayer(request.target)
      return 0
    case 'version':
      print(VERSION)
      return 0
    case 'help':
      print((await import('./layers-help.ts')).LAYERS_HELP)
      return 0
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await untilSignal((stop) => execute(parseLayersLine(args), stop))
  } catch (error) {
    say(describeError('mini-layers', error))
    return FAILED
  }
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
