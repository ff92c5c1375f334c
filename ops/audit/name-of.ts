import type { Caller } from './caller.ts'

/** For people: `deploy (as anna)` instead of the whole ARN. */
export const nameOf = ({ arn, as }: Caller): string => {
  const last = arn.split('/').at(-1) ?? arn
  const short = last.startsWith('arn:') ? (last.split(':').at(-1) ?? last) : last
  return as === undefined ? short : `${as} (${short})`
}
