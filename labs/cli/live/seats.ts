/**
 * Which cgroups have a place on the screen. One that is there stays where it is,
 * and keeps its place after its end until somebody else needs it: so a picture
 * does not jump, and what was killed can still be read.
 */
import type { Track } from '#checker/evidence/usage-history.ts'

export class Seats {
  #ids: readonly number[] = []

  /** The tracks that are seated, in the order of their places. */
  assign(tracks: readonly Track[], places: number): Track[] {
    const byId = new Map(tracks.map((track) => [track.id, track]))
    const seated = this.#ids
      .map((id) => byId.get(id))
      .filter((track) => track !== undefined)
      .slice(0, places)
    const isSeated = new Set(seated.map(({ id }) => id))
    for (const track of tracks) {
      if (isSeated.has(track.id) || !track.alive) continue
      if (seated.length < places) seated.push(track)
      else replaceEnded(seated, track)
    }
    this.#ids = seated.map(({ id }) => id)
    return seated
  }
}

function replaceEnded(seated: Track[], newcomer: Track): void {
  const ended = seated.filter(({ alive }) => !alive)
  const [longestGone] = ended.sort((a, b) => a.lastSeen - b.lastSeen)
  if (longestGone !== undefined) seated[seated.indexOf(longestGone)] = newcomer
}
