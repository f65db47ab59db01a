/** Keys of rows in the tables of a scene: pictures use them, too. */

export const mountKey = (namespace: string, id: number) => `${namespace}/${id}`

/** Of an overlay, or of a file of its upper layer. */
export function overlayKey(
  overlay: { readonly namespace: string; readonly mountPoint: string },
  path?: string,
): string {
  const key = `${overlay.namespace}${overlay.mountPoint}`
  return path === undefined ? key : `${key}/${path}`
}

/** Of a network by its own name, or of a link by its. */
export const networkKey = (namespace: string, name: string) =>
  `${namespace}/${name}`
