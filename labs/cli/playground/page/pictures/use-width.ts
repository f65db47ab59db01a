/** How wide a place is, in units of which 16 are the height of a letter. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

const UNITS = 16

export function useWidth(): [(node: HTMLElement | null) => void, number] {
  const place = useRef<HTMLElement | null>(null)
  const [width, setWidth] = useState(640)
  const measure = () => {
    if (place.current !== null) setWidth(unitsIn(place.current))
  }
  // Before anything is painted, so that no picture is seen twice.
  useLayoutEffect(measure, [])
  useEffect(() => {
    const observer = new ResizeObserver(measure)
    if (place.current !== null) observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return [(node) => (place.current = node), width]
}

function unitsIn(place: HTMLElement): number {
  const letter = Number.parseFloat(getComputedStyle(place).fontSize) || UNITS
  return Math.round((place.clientWidth / letter) * UNITS)
}
