/** The letter of an owner, on its colour. */
import { type ComponentChildren, h } from 'preact'
import type { Owner } from '../../pictures/owners.ts'

/** Class of an owner's colour. */
export const hueClass = ({ hue }: Owner) =>
  hue === null ? 'hue-none' : `hue-${hue}`

export function Badge({ owner }: { readonly owner: Owner }): ComponentChildren {
  return h('span', { class: `badge ${hueClass(owner)}` }, owner.letter || '·')
}
