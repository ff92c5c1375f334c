/** Rules of what new code reads without an error, and as something else than released code does. */
export const meaningRules = {
  DEFAULT_CHANGED: 'Where nothing (that is accepted) was written, the code puts another value than released code.',
  KEYS_DROPPED: 'Fields that no schema lists were kept by released code, and the code drops them.',
  FIELD_DROPPED: 'A field that is always written, or has another name now, is no longer read.',
  VARIANT_HIDDEN: 'Another variant of a union reads the data first, and drops or changes what released code kept.',
  UPCAST_CHANGED: 'The upcast of released data is another one.',
} as const

export type MeaningRule = keyof typeof meaningRules

export const isAboutMeaning = (rule: string): rule is MeaningRule => rule in meaningRules
