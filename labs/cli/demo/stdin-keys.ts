import { keysIn } from './keys.ts'

/**
 * Take every key of the terminal, Ctrl-C too.
 *
 * @param onEnd Called when nobody types any more.
 * @returns A function that gives the terminal back.
 */
export function takeKeys(
  press: (key: string) => void,
  onEnd: () => void,
): () => void {
  const { stdin } = process
  const onData = (text: string) => {
    for (const key of keysIn(text)) press(key)
  }
  stdin.setEncoding('utf8')
  stdin.setRawMode(true)
  stdin.on('data', onData)
  stdin.on('end', onEnd)
  stdin.resume()
  return () => {
    stdin.off('data', onData)
    stdin.off('end', onEnd)
    stdin.setRawMode(false)
    stdin.pause()
  }
}
