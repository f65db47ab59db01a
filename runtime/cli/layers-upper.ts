import type { Upper } from '../image/changes.ts'
import { readInitLayer } from '../image/init-layer.ts'
import { Directory } from '../linux/directory.ts'
import { Below } from '../linux/overlay-below.ts'
import type { UpperRequest } from './layers-line.ts'

/** Call with an upper directory, and what it lies on, open meanwhile. */
export async function withUpper<T>(
  request: UpperRequest,
  use: (upper: Upper) => T | Promise<T>,
): Promise<T> {
  const { space } = request
  const init =
    request.init === undefined ? undefined : readInitLayer(request.init)
  const directory = Directory.open(request.upper)
  try {
    const below = request.lower && Below.open(request.lower, space)
    try {
      return await use({ directory, below, init, space })
    } finally {
      below?.close()
    }
  } finally {
    directory.close()
  }
}
