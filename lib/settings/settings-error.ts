/** Settings that do not make sense: one line per mistake, saying where it stands and what is allowed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
  }
}
