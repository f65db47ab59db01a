/** The classes of an element: those that are there. */
export const classNames = (
  ...names: readonly (string | false | undefined)[]
): string => names.filter(Boolean).join(' ')
