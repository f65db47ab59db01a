/**
 * The terminal makes style elements, and the page's policy takes only those that
 * carry its nonce: see web/site.ts. Scripts learn the nonce from the element of the
 * page's own style; selectors of styles never do.
 */

/** Give each style element that is made from now on the nonce of the page. */
export function giveStylesTheNonce(): void {
  const { nonce = '' } =
    document.querySelector<HTMLLinkElement>('link[nonce]') ?? {}
  const create = document.createElement.bind(document)
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const made = create(name, options)
    if (made instanceof HTMLStyleElement) made.nonce = nonce
    return made
  }
}
