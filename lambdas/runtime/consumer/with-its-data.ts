import type { EventEnvelope } from '../../../events/envelope.ts'
import { type ByteBudget, byteBudget } from '../claim-check/byte-budget.ts'
import { checkOut } from '../claim-check/check-out.ts'
import type { ClaimStore } from '../claim-check/claim-store.ts'
import { lazyClaims } from '../claim-check/lazy-claims.ts'
import type { Message } from '../messages/message.ts'

interface Handling {
  readonly claims?: ClaimStore | undefined
  readonly claimBudget?: ByteBudget | undefined
  readonly deadline: { readonly signal: AbortSignal }
}

/**
 * Handles the message of a large event, whole. The messages of a batch are handled side by side; those of large events only as many
 * at a time as the memory of the function bears.
 * @throws what {@link ClaimStore.get}, {@link ByteBudget.within} and the work throw, and a {@link ContractError} for data that is
 * not of its schema.
 */
export function withItsData<Result>(
  { claims = lazyClaims, claimBudget = budgetOfFunction(), deadline: { signal } }: Handling,
  given: Message,
  work: (message: Message) => Promise<Result>,
): Promise<Result> {
  const { complete, ...message } = given
  const event = given.envelope as EventEnvelope
  if (!complete || !event.data_ref) return work(given)
  return claimBudget.within(event.data_ref.bytes, signal, async () => {
    const { data } = await checkOut(event, claims, signal)
    return work({ ...message, envelope: complete(data) })
  })
}

/**
 * Share of the function's memory that data may take. It is small because data is there several times: its bytes, its text, the parsed value,
 * and what the schema makes of it.
 */
const SHARE = 1 / 16

/** What Lambda gives a function that does not say how much it needs. */
const LEAST_MEMORY_MB = 128

let ofFunction: ByteBudget | undefined

/** One for all invocations of a function, because all of them share its memory. */
function budgetOfFunction(): ByteBudget {
  const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || LEAST_MEMORY_MB
  ofFunction ??= byteBudget(memoryMb * 1024 * 1024 * SHARE)
  return ofFunction
}
