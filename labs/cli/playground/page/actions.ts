/** What the page asks the server to do. */

/** `busy`: not now. `malformed`: see `field`. `gone`: nobody answers. */
export type Refusal =
  | { readonly kind: 'busy' | 'refused' | 'gone' }
  | { readonly kind: 'malformed'; readonly field: string }

export type Post = (name: string, body?: object) => Promise<Refusal | null>

const CONFLICT = 409
const BAD_REQUEST = 400

/** A way to ask, with a secret. It returns why not, or `null`. */
export const poster =
  (secret: string): Post =>
  async (name, body = {}) => {
    try {
      const response = await fetch(`/api/${name}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${secret}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      })
      if (response.ok) return null
      if (response.status === CONFLICT) return { kind: 'busy' }
      if (response.status !== BAD_REQUEST) return { kind: 'refused' }
      const { error } = (await response.json()) as { error: string }
      return { kind: 'malformed', field: error }
    } catch {
      return { kind: 'gone' }
    }
  }
