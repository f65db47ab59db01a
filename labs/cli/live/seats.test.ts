import t from 'tap'
import type { Track } from '#checker/evidence/usage-history.ts'
import { Seats } from './seats.ts'
import { trackOf } from './test/tracks.ts'

const track = (id: number, lastSeen: number, alive = true): Track => ({
  ...trackOf({ id }),
  lastSeen,
  alive,
})
const ids = (tracks: readonly Track[]) => tracks.map(({ id }) => id)

t.test('who has a place keeps it', async (t) => {
  const seats = new Seats()
  t.same(ids(seats.assign([track(1, 1), track(2, 1)], 2)), [1, 2])
  const later = [track(2, 2), track(1, 2), track(3, 2)]
  t.same(ids(seats.assign(later, 2)), [1, 2], 'and newcomers wait')
})

t.test('who has ended keeps it until somebody needs it', async (t) => {
  const seats = new Seats()
  seats.assign([track(1, 1), track(2, 1)], 2)
  const ended = [track(1, 3, false), track(2, 2, false)]
  t.same(ids(seats.assign(ended, 2)), [1, 2])
  t.same(ids(seats.assign([...ended, track(3, 4)], 2)), [1, 3])
})

t.test('who ended before there was a place gets none', async (t) => {
  const seats = new Seats()
  t.same(ids(seats.assign([track(1, 1, false)], 2)), [])
})

t.test('fewer places are for those who came first', async (t) => {
  const seats = new Seats()
  seats.assign([track(1, 1), track(2, 1), track(3, 1)], 3)
  t.same(ids(seats.assign([track(1, 2), track(2, 2), track(3, 2)], 1)), [1])
})
