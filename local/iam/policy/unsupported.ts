/** Something in a policy that the evaluator does not know. It stops the start: passed silently it would permit or refuse too much. */
export class UnsupportedPolicyError extends Error {
  override readonly name = 'UnsupportedPolicyError'
}

/** The place of a part of a policy, for messages: `policy Access of role Payment, statement 3`. */
export type Place = string

export function unsupported(place: Place, problem: string): never {
  throw new UnsupportedPolicyError(`${place}: ${problem}`)
}
