import type { withItsData as large } from '../consumer/with-its-data.ts'

/** In the place of `with-its-data.ts` where no event may be large: nobody asks. */
export const withItsData: typeof large = (_, message, work) => work(message)
