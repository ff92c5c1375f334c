import { PipelineError } from '../errors.ts'

const codes = new Set(['HANDLER_TIMEOUT', 'STORE_UNAVAILABLE', 'STORE_CONTENDED'])

/** Whether what was attempted may have happened all the same, or may still be happening. */
export const isOutcomeUnknown = (error: unknown): boolean => error instanceof PipelineError && codes.has(error.code)
