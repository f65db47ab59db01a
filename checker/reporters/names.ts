/** What `labs check --reporter` takes. */
export const REPORTERS = ['lesson', 'tap', 'json', 'junit', 'github'] as const

export type ReporterName = (typeof REPORTERS)[number]
