/**
 * Environment variable by which operators make a consumer fail on purpose, to rehearse what they do then: `0.3`, or
 * `0.3:permanent`. Infrastructure never sets it, so that the next deployment of the function ends the drill.
 */
export const DRILL_VARIABLE = 'FAILURE_DRILL'

export interface FailureDrill {
  /** Part of the attempts, or of the messages where it is permanent, above 0 up to 1. */
  readonly share: number
  /** False: an attempt fails and may succeed when it is repeated. True: the message is refused, each time it comes. */
  readonly permanent: boolean
}

/** @returns nothing for a text that does not describe a drill. */
export function parseDrill(text: string): FailureDrill | undefined {
  const [, number, permanent] = /^(\d(?:\.\d{1,4})?)(:permanent)?$/.exec(text) ?? []
  const share = Number(number)
  return share > 0 && share <= 1 ? { share, permanent: permanent !== undefined } : undefined
}
