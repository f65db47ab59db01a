/** Formats of `/proc` that need no file to be read: a page of a browser has them too. */

/** `Name:\tvalue` lines as an object. @see proc_pid_status(5) */
export function fieldsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([^:\n]+):[ \t]*(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  )
}

/** Texts that end in NUL, as in `cmdline` and `environ`. */
export function nulTerminated(text: string): string[] {
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}
