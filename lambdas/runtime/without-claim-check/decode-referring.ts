import type { decodeReferring as large } from '../../../events/decode-referring.ts'

/** In the place of `decode-referring.ts` where no event may be large. */
export const decodeReferring: typeof large = () => undefined
