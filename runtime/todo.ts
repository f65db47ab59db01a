/** A part of the runtime that is not written yet was reached. */
export class TodoError extends Error {
  /** Name of the region in the source: `lab-01-root`. */
  readonly region: string

  constructor(region: string) {
    super(`TODO(${region}): this part of the runtime is not written yet`)
    this.name = 'TodoError'
    this.region = region
  }
}

/**
 * Stand in for a region that is still to be written. It returns `never`, so a
 * function with nothing else in it still has any type it promises.
 *
 * @throws {TodoError} Always.
 */
export function todo(region: string): never {
  throw new TodoError(region)
}
