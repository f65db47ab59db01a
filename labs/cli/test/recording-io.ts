/** An Io whose output is kept for a test to look at. */
import { Chalk } from 'chalk'
import type { Io } from '../io.ts'

interface Options {
  readonly language?: Io['language']
  readonly terminal?: boolean
  readonly columns?: number
  readonly signal?: AbortSignal
}

export function recordingIo(options: Options) {
  const { language = 'en', terminal = false, columns = 80 } = options
  const written = { out: '', err: '' }
  const sink = (name: keyof typeof written) => ({
    isTTY: terminal,
    columns,
    write(text: string) {
      written[name] += text
    },
  })
  const io: Io = {
    out: sink('out'),
    err: sink('err'),
    env: {},
    language,
    color: new Chalk({ level: 0 }),
    signal: options.signal ?? new AbortController().signal,
    onInterrupt: () => {},
    interactive: terminal,
  }
  return { io, out: () => written.out, err: () => written.err }
}
