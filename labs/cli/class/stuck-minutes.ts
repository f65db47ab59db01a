/** Red for the same reason for so long is stuck. */
export const STUCK_MINUTES = 10
