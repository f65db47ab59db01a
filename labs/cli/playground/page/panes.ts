/**
 * The widths of the outer panes: dragged, or changed by arrow keys, and kept for as
 * long as the browser keeps anything of this address.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
 */

interface Split {
  readonly handle: HTMLElement
  readonly label: string
  /** The custom property that holds the width, in percent of the window. */
  readonly property: string
  /** 1 if the pane is on its left, -1 if it is on its right. */
  readonly direction: 1 | -1
}

const NARROWEST = 14
const WIDEST = 60
const STEP = 2
const root = document.documentElement

/** Let a handle change the width of a pane. */
export function beSplit({ handle, label, property, direction }: Split): void {
  const set = (percent: number) => {
    const width = Math.max(NARROWEST, Math.min(WIDEST, percent))
    root.style.setProperty(property, `${width}vw`)
    handle.setAttribute('aria-valuenow', String(Math.round(width)))
    keep(property, width)
  }
  const now = () => Number(handle.getAttribute('aria-valuenow'))
  handle.tabIndex = 0
  const facts = {
    role: 'separator',
    'aria-orientation': 'vertical',
    'aria-label': label,
    'aria-valuemin': String(NARROWEST),
    'aria-valuemax': String(WIDEST),
  }
  for (const [name, value] of Object.entries(facts))
    handle.setAttribute(name, value)
  const first = Number.parseFloat(
    getComputedStyle(root).getPropertyValue(property),
  )
  handle.setAttribute('aria-valuenow', String(Math.round(first)))
  const kept = keptWidth(property)
  if (kept !== null) set(kept)

  handle.onkeydown = (event) => {
    const by = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key]
    if (by === undefined) return
    event.preventDefault()
    set(now() + by * direction)
  }
  handle.onpointerdown = (event) => {
    event.preventDefault()
    handle.setPointerCapture(event.pointerId)
    const [from, width] = [event.clientX, now()]
    handle.onpointermove = ({ clientX }) =>
      set(width + (direction * 100 * (clientX - from)) / innerWidth)
  }
  handle.onpointerup = () => {
    handle.onpointermove = null
  }
}

function keep(property: string, width: number): void {
  try {
    localStorage.setItem(property, String(width))
  } catch {
    // A browser may keep nothing at all.
  }
}

function keptWidth(property: string): number | null {
  try {
    const text = localStorage.getItem(property)
    return text === null || Number.isNaN(Number(text)) ? null : Number(text)
  } catch {
    return null
  }
}
