/** A row of tabs; arrow keys move in it. @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
import { type ComponentChildren, h } from 'preact'

export interface Tab {
  readonly id: string
  readonly title: string
  /** The element that it shows. */
  readonly panel: string
  /** A short word beside the title. */
  readonly note?: string
}

export interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}

export function tabRow({
  label,
  tabs,
  chosen,
  onChoose,
}: TabsProps): ComponentChildren {
  const move = (event: KeyboardEvent) => {
    const to = tabs[targetOf(event.key, tabs, chosen)]
    if (to === undefined) return
    event.preventDefault()
    onChoose(to.id)
    const row = event.currentTarget as HTMLElement
    row.querySelector<HTMLElement>(`[data-tab="${to.id}"]`)?.focus()
  }
  return h(
    'div',
    { role: 'tablist', class: 'tabs', 'aria-label': label, onKeyDown: move },
    tabs.map(({ id, title, panel, note }) =>
      h(
        'button',
        {
          key: id,
          type: 'button',
          role: 'tab',
          'data-tab': id,
          'aria-selected': id === chosen ? 'true' : 'false',
          'aria-controls': panel,
          tabIndex: id === chosen ? 0 : -1,
          onClick: () => onChoose(id),
        },
        title,
        note === undefined ? null : h('span', { class: 'note' }, note),
      ),
    ),
  )
}

function targetOf(key: string, tabs: readonly Tab[], chosen: string): number {
  const at = tabs.findIndex(({ id }) => id === chosen)
  const last = tabs.length - 1
  switch (key) {
    case 'ArrowRight':
      return at === last ? 0 : at + 1
    case 'ArrowLeft':
      return at === 0 ? last : at - 1
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return -1
  }
}
