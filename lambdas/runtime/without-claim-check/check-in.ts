import type { checkIn as large } from '../effects/check-in.ts'
import { toEventItem } from '../event-store/event-item.ts'

/** In the place of `check-in.ts` where no event may be large. */
export const checkIn: typeof large = (event) => ({ item: toEventItem(event) })
