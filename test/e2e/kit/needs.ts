import { describe, it } from 'vitest'
import { isOwnRuntime } from './target.ts'

/**
 * What a test needs beyond the HTTP API and the calls that every implementation of AWS has.
 * - `metrics`: CloudWatch reads metrics out of the functions' logs, and evaluates alarms.
 * - `scheduler`: one-off schedules of EventBridge Scheduler are delivered.
 * - `mailbox`: the mails that were sent can be read, which only the project's own local runtime shows.
 * - `own-runtime`: the test starts a local runtime of its own, so the target is not what it tests.
 */
export const needs = ['metrics', 'scheduler', 'mailbox', 'own-runtime'] as const
export type Need = (typeof needs)[number]

const declared = (process.env.PIPELINE_LACKS ?? '').split(',').filter((name) => name !== '')
const unknown = declared.filter((name) => !needs.some((need) => need === name))
if (unknown.length > 0) throw new Error(`PIPELINE_LACKS names ${unknown.join(', ')}; it may name ${needs.join(', ')}.`)

const onlyOwn: readonly Need[] = ['mailbox', 'own-runtime']
const isOwn = await isOwnRuntime()

const lacks = (need: Need): boolean => declared.includes(need) || (onlyOwn.includes(need) && !isOwn)

/** `it` where the target has what the test needs; elsewhere the test is listed as left out. */
export const itNeeding = (...wanted: readonly Need[]) => it.skipIf(wanted.some(lacks))

/** `describe`, in the same way. */
export const describeNeeding = (...wanted: readonly Need[]) => describe.skipIf(wanted.some(lacks))
