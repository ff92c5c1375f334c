/** Why a reader may refuse what a writer writes. The ids are stable: exceptions name them. */
export const rules = {
  FIELD_MISSING: 'The reader requires a field that the writer does not write.',
  FIELD_MAY_BE_ABSENT: 'The reader requires a field that the writer may leave out.',
  FIELD_REFUSED: 'The reader allows no other fields, and the writer writes one.',
  TYPE_CHANGED: 'The writer writes a type of value that the reader does not accept.',
  VALUES_NARROWED: 'The writer may write a value that is not among those that the reader accepts.',
  RANGE_NARROWED: 'The writer may write a number that is outside of the reader’s range.',
  STEP_CHANGED: 'The writer may write a number that is not a multiple of the reader’s step.',
  LENGTH_NARROWED: 'The writer may write a text or list that is shorter or longer than the reader accepts.',
  PATTERN_CHANGED: 'The reader demands a pattern that the writer’s texts need not match.',
  FORMAT_CHANGED: 'The reader demands a format that the writer’s texts need not have.',
  VARIANT_REMOVED: 'The writer may write a variant of a union that the reader does not know.',
  KEYS_NARROWED: 'The writer may write a key of a record that the reader does not accept.',
  CODE_CHECK_ADDED: 'The reader checks something in code (refine, trim, …), and what it refuses cannot be known.',
  NOT_COMPARABLE: 'The schemas use something that cannot be compared, so it counts as breaking.',
} as const

export type RuleId = keyof typeof rules
