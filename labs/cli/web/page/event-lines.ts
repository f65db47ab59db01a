/**
 * Takes a stream of server-sent events apart: `data: …` lines, an empty line ends
 * an event. Pieces of the stream may end anywhere.
 */
export class EventLines {
  #rest = ''

  /** @returns The data of each event that ends in this piece. */
  add(piece: string): string[] {
    const events = (this.#rest + piece).split('\n\n')
    this.#rest = events.pop() ?? ''
    return events.map(dataOf).filter((data) => data !== '')
  }
}

function dataOf(event: string): string {
  return event
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
    .join('\n')
}
