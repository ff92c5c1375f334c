import { bounded, optional, wholeBetween } from '../endpoint/checked-input.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { LogGroup, LogStore } from './store.ts'

export const INVALID = 'InvalidParameterException'

export const groupName = bounded(1, 512, /^[.\-_/#A-Za-z0-9]+$/)
export const streamName = bounded(1, 512, /^[^:*]*$/)
export const moment = wholeBetween(0, Number.MAX_SAFE_INTEGER)

/** A group, by its name or its ARN; exactly one of the two. */
export const ofGroup = {
  logGroupName: optional(groupName),
  logGroupIdentifier: optional(bounded(1, 2048, /^[\w#+=/:,.@-]*$/)),
}

/** @throws {ServiceError} as AWS does for a group that does not exist, or is named twice, or not at all. */
export function findGroup(
  store: LogStore,
  { logGroupName, logGroupIdentifier }: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
): LogGroup {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw new ServiceError(INVALID, 'Exactly one of logGroupName and logGroupIdentifier must be given.')
  }
  const name = logGroupName ?? logGroupIdentifier?.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? ''
  const group = store.group(name)
  if (!group) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.')
  return group
}

export const invalidToken = (): ServiceError => new ServiceError(INVALID, 'The specified nextToken is invalid.')
