/** Invalid settings: one line for each mistake, which says where it is and what is allowed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
  }
}
