/** The row that stands for others, and shows them when it is pressed. */
import { type ComponentChildren, h } from 'preact'
import { useState } from 'preact/hooks'
import type { Language } from '#checker/check.ts'
import { say } from './words.ts'

interface Props {
  readonly count: number
  readonly language: Language
  readonly onOpen: () => void
}

export function Fold({ count, language, onOpen }: Props): ComponentChildren {
  return h(
    'button',
    { type: 'button', class: 'fold', onClick: onOpen },
    `… ${say(language, 'fold.more', { count })}`,
  )
}

/** Keys of the folds that somebody opened here, and how to open one. */
export function useFolds(): [ReadonlySet<string>, (key: string) => void] {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  return [open, (key) => setOpen(new Set([...open, key]))]
}
