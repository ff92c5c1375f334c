import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'

/**
 * What `parked show` calls an event, and `skip` and `edit` find it by: its id. A copy that a replay has brought, which shall take effect again,
 * has the id of its event; its name ends in the scope of the replay.
 */
export const parkedName = ({ id, scope }: Pick<ParkedEvent, 'id' | 'scope'>): string =>
  scope === undefined ? id : `${id}#${scope}`
