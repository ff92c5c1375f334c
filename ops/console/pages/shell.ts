/** A word as a POSIX shell takes it, whatever is in it. */
export const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** `--name value` for each that has one; nothing for the others. */
export const options = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value ? [` --${name} ${word(value)}`] : []))
    .join('')
