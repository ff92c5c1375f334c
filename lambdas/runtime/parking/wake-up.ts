/**
 * A message in a consumer's own queue: release an aggregate that is held, from its head on. It carries nothing that counts: what
 * is parked is in the table, so a wake-up that is lost, late or repeated does no harm.
 */
export interface WakeUp {
  readonly group: string
  /** Try the head alone, and leave the rest parked. */
  readonly onlyHead: boolean
  /** Place of the head that is to be tried, where that alone is: no other counts. Default: the head that is there. */
  readonly position?: number
  /**
   * Set in wake-ups that the tick sends by itself: of these only the newest, whose token stands in the hold, may take the lease. A wake-up that
   * a person has sent has no token, and always may.
   */
  readonly token?: string
}

const START = '{"wake_up_parked":'

export const isWakeUp = (body: string): boolean => body.startsWith(START)

/** Nothing for any other body. */
export function readWakeUp(body: string): WakeUp | undefined {
  try {
    const { wake_up_parked: asked } = JSON.parse(body) as { wake_up_parked?: Partial<WakeUp> }
    if (typeof asked?.group !== 'string') return undefined
    const position = typeof asked.position === 'number' ? { position: asked.position } : {}
    const token = typeof asked.token === 'string' ? { token: asked.token } : {}
    return { group: asked.group, onlyHead: asked.onlyHead === true, ...position, ...token }
  } catch {
    return undefined
  }
}
