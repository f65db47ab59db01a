/**
 * The secret that an address brought behind its `#`. It is taken out of the address
 * at once, so that no screenshot and no copied link has it, and kept for as long as
 * the tab is open, so that the page can be loaded again.
 */
const NAME = 'secret'

/** The secret of this page; `null` if it never had one. */
export function pageSecret(): string | null {
  const secret = location.hash.slice(1)
  if (secret !== '') {
    sessionStorage.setItem(NAME, secret)
    history.replaceState(null, '', location.pathname + location.search)
  }
  return sessionStorage.getItem(NAME)
}
