/** Single keys from the terminal, without Enter. */
import { emitKeypressEvents } from 'node:readline'
import type { WatchEvent } from '../watch.ts'

interface Key {
  readonly name?: string
  readonly ctrl?: boolean
}

/** Report keys. @returns A function that gives the terminal back. */
export function keyEvents(push: (event: WatchEvent) => void): () => void {
  const { stdin } = process
  const onKey = (_text: string, { name = '', ctrl = false }: Key) => {
    if (ctrl && name === 'c') return process.kill(process.pid, 'SIGINT')
    if (ctrl && name === 'd') return push({ kind: 'key', key: 'q' })
    return push({ kind: 'key', key: name === 'return' ? 'enter' : name })
  }
  const onEnd = () => push({ kind: 'stop' })

  emitKeypressEvents(stdin)
  stdin.setRawMode(true)
  stdin.on('keypress', onKey)
  stdin.on('end', onEnd)
  stdin.resume()
  return () => {
    stdin.off('keypress', onKey)
    stdin.off('end', onEnd)
    stdin.setRawMode(false)
    stdin.pause()
  }
}
