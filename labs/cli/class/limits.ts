/** How much one class may be: what comes from the network has an end. */
export const LIMITS = {
  students: 500,
  nameCharacters: 40,
  /** Students who look at the same moment at the whole class. */
  viewers: 16,
  logBytes: 64 * 1024 * 1024,
} as const
