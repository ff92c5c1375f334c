import { ServiceError } from '../endpoint/service-error.ts'

export type MessageFilter = (message: string) => boolean

/** The pattern is none, or of a kind that is not known here. */
export const invalidPattern = (why: string): ServiceError =>
  new ServiceError('InvalidParameterException', `Invalid filter pattern: ${why}`)
