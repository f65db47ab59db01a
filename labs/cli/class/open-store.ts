import { checksOf } from '#checker/lab.ts'
import { labs } from '#labs/catalog.ts'
import { ClassStore, type StoreOptions } from './store.ts'

/** The class of a log, about the labs of this course. */
export function openStore(
  file: string,
  options: Omit<StoreOptions, 'file' | 'order'> = {},
): ClassStore {
  const orders = new Map(
    labs.map((lab) => [lab.id, checksOf(lab).map(({ id }) => id)]),
  )
  return new ClassStore({
    file,
    order: (lab) => orders.get(lab) ?? [],
    ...options,
  })
}
