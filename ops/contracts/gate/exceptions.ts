import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { rules } from '../compare/rules.ts'
import { ContractFileError } from '../released/contract-files.ts'
import { gateRules } from './breakage.ts'
import { meaningRules } from './meaning-rules.ts'

/** Rules that say who cannot read whom. */
const directed: readonly string[] = [...Object.keys(rules), ...Object.keys(meaningRules)]
const ruleIds: readonly string[] = [...directed, ...Object.keys(gateRules)]

/** An exception is looked at again after so many days, however long its break shall last. */
const MOST_DAYS = 180

const WHY = 'must say why, in ten characters or more'

const exceptionFields = z.strictObject(
  {
    rule: z.enum(ruleIds as [string, ...string[]], { error: `must be one of ${ruleIds.join(', ')}` }),
    type: z.string('must be the name of an event or command'),
    version: z.int('must be a version, from 1').check(z.positive('must be a version, from 1')),
    /** Direction, as the check prints it; only rules of the gate itself have none. */
    direction: z.optional(z.enum(['backward', 'forward'], { error: 'must be "backward" or "forward"' })),
    /** Where, as the check prints it; the empty text is the whole. */
    pointer: z.string('must say where, as the check prints it, or "" for the whole'),
    /** The very change that it excuses. Where it is absent, or of another change, nothing is excused, and the check says what it would be. */
    change: z.optional(z.string('must be the text that the check prints')),
    reason: z.string(WHY).check(z.minLength(10, WHY)),
    /** Last day, UTC, on which it counts. At most {@link MOST_DAYS} days away. */
    expires: z.iso.date('must be its last day, YYYY-MM-DD'),
  },
  'must be an exception: { "rule", "type", "version", "pointer", "reason", "expires", … }',
)

export type Exception = z.infer<typeof exceptionFields>

const lastDayFrom = (today: string): string =>
  new Date(Date.parse(today) + MOST_DAYS * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

const exceptionAt = (today: string) =>
  exceptionFields.check(
    z.refine(({ rule, direction }) => (direction !== undefined) === directed.includes(rule), {
      path: ['direction'],
      error: ({ input }) =>
        (input as Exception).direction === undefined
          ? 'must be "backward" or "forward", as the check prints it'
          : `${(input as Exception).rule} has no direction: remove it`,
    }),
    z.refine(({ expires }) => expires <= lastDayFrom(today), {
      path: ['expires'],
      error: `is more than ${MOST_DAYS} days away; today the last possible day is ${lastDayFrom(today)}`,
    }),
  )

/**
 * `contracts/exceptions.json`, the one file there that is written by hand. None where it is absent.
 * @param today `YYYY-MM-DD`, UTC.
 * @throws {ContractFileError}
 */
export async function readExceptions(directory: string, today: string): Promise<readonly Exception[]> {
  const file = join(directory, 'exceptions.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  const parsed = z.array(exceptionAt(today), 'must be a list of exceptions').safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue && issue.path.length > 0 ? `, /${issue.path.map(String).join('/')}` : ''
  const what = issue?.code === 'unrecognized_keys' ? `unknown field "${issue.keys[0]}"` : issue?.message
  throw new ContractFileError(`contracts/exceptions.json${place}: ${what}.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ContractFileError(`contracts/exceptions.json is not JSON: ${(error as Error).message}.`)
  }
}
