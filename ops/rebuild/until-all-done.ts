import { setTimeout as delay } from 'node:timers/promises'

/** The first wait, milliseconds; each is twice as long as the one before. */
const FIRST_MS = 50
const LONGEST_MS = 5_000

const waitFor = async (milliseconds: number): Promise<void> => void (await delay(milliseconds))

/**
 * Makes a batch call of DynamoDB, and again for what it left undone, with longer and longer waits in between: "If DynamoDB returns any
 * unprocessed items, you should retry the batch operation on those items. However, we strongly recommend that you use an exponential backoff
 * algorithm." https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * @param call makes the call for these. @returns what is left of them.
 */
export async function untilAllDone<One>(
  all: readonly One[],
  call: (left: readonly One[]) => Promise<readonly One[]>,
  pause: (milliseconds: number) => Promise<void> = waitFor,
): Promise<void> {
  let left = all
  for (let wait = FIRST_MS; left.length > 0; wait = Math.min(LONGEST_MS, wait * 2)) {
    left = await call(left)
    if (left.length > 0) await pause(wait)
  }
}
