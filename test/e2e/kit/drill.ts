import { ops } from './ops.ts'

/** A consumer fails so while `work` runs, as the operators' own command does it, and works again whatever came of that. */
export async function drilled<Result>(consumer: string, failing: string, work: () => Promise<Result>): Promise<Result> {
  await ops('drill', 'start', consumer, '--fail', failing, '--yes')
  try {
    return await work()
  } finally {
    await ops('drill', 'end', consumer)
  }
}
