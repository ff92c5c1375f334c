/** Rules of what is declared of a type besides the schema of its data. */
export const declarationRules = {
  CLAIM_CHECK_REMOVED: 'Data that stands in a bucket can no longer be read.',
  AGGREGATE_CHANGED: 'The events of the type that are stored stand in streams of another aggregate.',
  PRODUCER_CHANGED: 'The source that the events of the type state is another one.',
  SOURCE_REMOVED: 'Events of another team are refused that were accepted.',
  ADDRESSEE_CHANGED: 'The queue that a command goes to is another one.',
} as const

export type DeclarationRule = keyof typeof declarationRules

export const isAboutDeclaration = (rule: string): rule is DeclarationRule => rule in declarationRules
