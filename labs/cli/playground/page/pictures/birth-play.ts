/** Steps of a birth that are made one after another, and how one stops them. */
import { type ComponentChildren, h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Language } from '#checker/check.ts'
import { type BirthStep, restMs } from '../../pictures/birth-steps.ts'
import { say } from './words.ts'

export interface Play {
  /** The step that was made last; -1 before the first. */
  readonly at: number
  readonly isPlaying: boolean
  readonly goTo: (at: number) => void
  readonly toggle: () => void
}

const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Steps that are made one after another; at once for who wants nothing to move. */
export function usePlay(steps: readonly BirthStep[]): Play {
  const last = steps.length - 1
  const [at, setAt] = useState(() => (isCalm() ? last : -1))
  const [isPlaying, setPlaying] = useState(() => !isCalm())
  useEffect(() => {
    if (!isPlaying) return
    if (at >= last) return setPlaying(false)
    const { next, waitMs } = nextOf(steps, at)
    const timer = setTimeout(() => setAt(next), waitMs)
    return () => clearTimeout(timer)
  }, [at, isPlaying, steps])
  return {
    at,
    isPlaying,
    goTo: (to) => {
      setPlaying(false)
      setAt(Math.min(last, Math.max(0, to)))
    },
    toggle: () => {
      if (!isPlaying && at >= last) setAt(-1)
      setPlaying(!isPlaying)
    },
  }
}

/** No screen shows more pictures a second than this lasts. */
const FRAME_MS = 33

/** Steps of which nothing is to be said go by several in a picture. */
function nextOf(steps: readonly BirthStep[], at: number) {
  let waitMs = 0
  let next = at
  while (next < steps.length - 1 && waitMs < FRAME_MS) {
    next++
    waitMs += restMs(steps[next] as BirthStep)
  }
  return { next, waitMs }
}

interface ControlsProps extends Play {
  readonly count: number
  readonly language: Language
}

export function Controls({
  at,
  isPlaying,
  goTo,
  toggle,
  count,
  language,
}: ControlsProps): ComponentChildren {
  const again = at >= count - 1 ? 'birth.again' : 'birth.play'
  return h(
    'div',
    { class: 'play-controls' },
    h(
      'button',
      { type: 'button', class: 'play', onClick: toggle },
      say(language, isPlaying ? 'birth.pause' : again),
    ),
    h(
      'button',
      { type: 'button', onClick: () => goTo(at - 1) },
      say(language, 'birth.back'),
    ),
    h(
      'button',
      { type: 'button', onClick: () => goTo(at + 1) },
      say(language, 'birth.on'),
    ),
    h('input', {
      type: 'range',
      'aria-label': say(language, 'birth.step'),
      ...{ min: 0, max: count - 1, value: Math.max(0, at) },
      onInput: ({ currentTarget }: Event) =>
        goTo(Number((currentTarget as HTMLInputElement).value)),
    }),
    h(
      'span',
      { class: 'play-at' },
      say(language, 'birth.at', { at: at + 1, count }),
    ),
  )
}
