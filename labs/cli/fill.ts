export type Values = Readonly<Record<string, string | number>>

/** A message with its `{names}` replaced by values. */
export function fill(message: string, values: Values): string {
  return message.replace(/\{(\w+)\}/g, (name, key) =>
    key in values ? String(values[key]) : name,
  )
}
